package dev.freshet.rules.listings;

import java.util.function.LongConsumer;

/** Sequences of one to five characters, each as one number that hardly any other has. */
final class Grams {

  private static final int LONGEST = 5;

  private Grams() {}

  /**
   * All grams in the text of some lengths.
   *
   * @param lengths one bit for each
   */
  static void forEach(String text, int lengths, LongConsumer consumer) {
    for (int from = 0; from < text.length(); from++) {
      long gram = 0;
      int length = Math.min(LONGEST, text.length() - from);
      for (int i = 0; i < length; i++) {
        gram = with(gram, text.charAt(from + i));
        if ((lengths >> i & 1) != 0) {
          consumer.accept(gram);
        }
      }
    }
  }

  /** The longest grams in the text; one that contains the text contains all of these. */
  static void forEachLongest(String text, LongConsumer consumer) {
    if (!text.isEmpty()) {
      forEach(text, lengthBit(text), consumer);
    }
  }

  /** For the length of the {@link #forEachLongest}, which are equally long. */
  static int lengthBit(String text) {
    return 1 << Math.min(LONGEST, text.length()) - 1;
  }

  /** The product with the golden ratio spreads what no longer fits. */
  private static long with(long gram, char next) {
    return Long.rotateLeft(gram * 0x9E3779B97F4A7C15L, 16) + next + 1;
  }
}
