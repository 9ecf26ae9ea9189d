package dev.freshet.rules.listings;

import java.util.Set;

/**
 * Tells of most grams that they are not among some. A Bloom filter with one bit for each gram: few
 * enough to stay in the processor's cache, as most grams of a name are in no term.
 */
final class GramSet {

  private static final int BITS_PER_GRAM = 8;

  /** As many as a power of two. */
  private long[] words = new long[1];

  private int added;

  /**
   * Adds a gram.
   *
   * @param all the grams that shall be in it then; what was removed from these may be forgotten
   */
  void add(long gram, Set<Long> all) {
    added++;
    if (added * BITS_PER_GRAM <= words.length * Long.SIZE) {
      set(gram);
      return;
    }
    words = new long[Integer.highestOneBit(4 * all.size() * BITS_PER_GRAM / Long.SIZE + 1)];
    added = all.size();
    all.forEach(this::set);
  }

  boolean mayContain(long gram) {
    return (words[word(gram)] & 1L << gram) != 0;
  }

  private void set(long gram) {
    // A shift takes the lower six bits.
    words[word(gram)] |= 1L << gram;
  }

  private int word(long gram) {
    return (int) (gram * 0x9E3779B97F4A7C15L >>> 32) & words.length - 1;
  }
}
