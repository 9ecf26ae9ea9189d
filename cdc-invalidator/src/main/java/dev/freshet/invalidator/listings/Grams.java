package dev.freshet.invalidator.listings;

import java.util.function.LongConsumer;

/** Sequences of one, two or three code points, each as one number. */
final class Grams {

  private static final int BITS = 21;
  private static final long TWO = (1L << 2 * BITS) - 1;
  private static final long THREE = (1L << 3 * BITS) - 1;

  private Grams() {}

  /** All grams in the text. */
  static void forEach(String text, LongConsumer consumer) {
    long last = 0;
    int count = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      last = (last << BITS | text.codePointAt(i)) & THREE;
      count++;
      consumer.accept(last & (1L << BITS) - 1);
      if (count > 1) {
        consumer.accept(last & TWO);
      }
      if (count > 2) {
        consumer.accept(last);
      }
    }
  }

  /** The longest grams in the text; one that contains the text contains all of these. */
  static void forEachLongest(String text, LongConsumer consumer) {
    int length = Math.min(3, text.codePointCount(0, text.length()));
    long shorter = (1L << (length - 1) * BITS) - 1;
    forEach(
        text,
        gram -> {
          if (gram > shorter) {
            consumer.accept(gram);
          }
        });
  }

  /** One of 64 bits for each pair of neighbours; a text has all bits of every part of it. */
  static long bits(String text) {
    long bits = 0;
    for (int i = 1; i < text.length(); i++) {
      // The product with the golden ratio spreads the pair; a shift takes the lower six bits.
      long pair = (long) text.charAt(i - 1) << Character.SIZE | text.charAt(i);
      bits |= 1L << (pair * 0x9E3779B97F4A7C15L >>> 58);
    }
    return bits;
  }
}
