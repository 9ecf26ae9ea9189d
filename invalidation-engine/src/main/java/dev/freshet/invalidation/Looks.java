package dev.freshet.invalidation;

/**
 * What a batch has asked the database, which {@link Closure} needs to know.
 *
 * @param lsn up to where in the write-ahead log the answers may show changes; 0 if nothing was
 *     asked
 * @param depth how many look-ups one after the other the deepest question stood for
 * @param linkDepth the same, of those questions only that a change of a row led to by which other
 *     look-ups come
 */
public record Looks(long lsn, int depth, int linkDepth) {

  /** Nothing was asked. */
  public static final Looks NONE = new Looks(0, 0, 0);
}
