package dev.freshet.invalidator.listings;

import java.util.function.LongConsumer;

/** Sequences of one to five characters, each as one number that hardly any other has. */
final class Grams {

  private static final int LONGEST = 5;

  private Grams() {}

  /** All grams in the text. */
  static void forEach(String text, LongConsumer consumer) {
    for (int from = 0; from < text.length(); from++) {
      long gram = 0;
      for (int to = from; to < Math.min(from + LONGEST, text.length()); to++) {
        gram = with(gram, text.charAt(to));
        consumer.accept(gram);
      }
    }
  }

  /** The longest grams in the text; one that contains the text contains all of these. */
  static void forEachLongest(String text, LongConsumer consumer) {
    int length = Math.min(LONGEST, text.length());
    for (int from = 0; length > 0 && from <= text.length() - length; from++) {
      long gram = 0;
      for (int i = 0; i < length; i++) {
        gram = with(gram, text.charAt(from + i));
      }
      consumer.accept(gram);
    }
  }

  /** The product with the golden ratio spreads what no longer fits. */
  private static long with(long gram, char next) {
    return Long.rotateLeft(gram * 0x9E3779B97F4A7C15L, 16) + next + 1;
  }
}
