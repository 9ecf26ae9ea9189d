package dev.freshet.invalidation;

import java.util.List;

/**
 * Which batches may be confirmed, of those that are applied.
 *
 * <p>A look-up sees the database as it is later than the change that led to it. If a row on its way
 * was moved in between, it has found what is behind the row now; what was behind it before, the
 * move's own batch deletes, which leads on from the row as it was. So a batch is right once
 * everything is applied that its look-ups may have seen. The batch of such a move may have looked
 * up the rest of the way, and for that holds the same: so on for as many rounds as the way has
 * look-ups, since the rest of it gets shorter each time.
 */
public final class Closure {

  private Closure() {}

  /**
   * How many of the batches may be confirmed, from the first.
   *
   * @param batches applied and not confirmed, in the order of the log
   */
  public static int confirmable(List<Applied> batches) {
    if (batches.isEmpty()) {
      return 0;
    }
    long applied = batches.get(batches.size() - 1).end();
    int from = 0;
    int to = batches.size();
    while (from < to) {
      int count = (from + to + 1) / 2;
      if (needed(batches, count) <= applied) {
        from = count;
      } else {
        to = count - 1;
      }
    }
    return from;
  }

  /** Up to where everything must be applied for these to be right. */
  private static long needed(List<Applied> batches, int count) {
    long needed = 0;
    int depth = 0;
    for (Applied batch : batches.subList(0, count)) {
      needed = Math.max(needed, batch.looks().lsn());
      depth = Math.max(depth, batch.looks().depth());
    }
    for (; depth > 1; depth--) {
      long now = needed;
      needed =
          batches.stream()
              .filter(batch -> batch.begin() < now && batch.looks().linkDepth() > 0)
              .mapToLong(batch -> batch.looks().lsn())
              .reduce(now, Math::max);
    }
    return needed;
  }

  /**
   * A batch that is applied.
   *
   * @param begin up to where in the log everything was applied before it
   * @param end up to where it is now
   */
  public record Applied(long begin, long end, Looks looks) {}
}
