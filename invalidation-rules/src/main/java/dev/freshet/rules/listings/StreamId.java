package dev.freshet.rules.listings;

import java.util.Optional;

/**
 * The id of an entry of a Redis stream: when it was added, in ms since 1970, and a counter. Both
 * are numbers of 64 bits without a sign.
 */
public record StreamId(long millis, long sequence) implements Comparable<StreamId> {

  static final StreamId FIRST = new StreamId(0, 0);

  /** The first that can be given at this time. */
  static StreamId at(long millis) {
    return new StreamId(millis, 0);
  }

  /**
   * From its text, {@code millis-sequence}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static StreamId of(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw new IllegalArgumentException("not a stream id: " + text);
    }
    return new StreamId(
        Long.parseUnsignedLong(text, 0, dash, 10),
        Long.parseUnsignedLong(text, dash + 1, text.length(), 10));
  }

  /** From its text; empty for any other text. */
  static Optional<StreamId> parse(String text) {
    try {
      return Optional.of(of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(StreamId other) {
    int byTime = Long.compareUnsigned(millis, other.millis);
    return byTime != 0 ? byTime : Long.compareUnsigned(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
