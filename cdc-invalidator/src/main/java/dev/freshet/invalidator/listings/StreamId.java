package dev.freshet.invalidator.listings;

import java.util.Comparator;
import java.util.Optional;

/** The id of an entry of a Redis stream: when it was added, in ms since 1970, and a counter. */
public record StreamId(long millis, long sequence) implements Comparable<StreamId> {

  static final StreamId FIRST = new StreamId(0, 0);

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
    return Comparator.comparingLong(StreamId::millis)
        .thenComparingLong(StreamId::sequence)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
