package dev.freshet.keys;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id of a row: an integer, a uuid or a text, as the text that PostgreSQL writes for it.
 *
 * @param text 1 to {@value #LONGEST} characters, such as {@code 42}
 */
public record RowId(String text) {

  /** The most UTF-16 characters of one. */
  public static final int LONGEST = 200;

  private static final int MOST_DIGITS = 19;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /**
   * @throws IllegalArgumentException if the text is empty, too long, or none that PostgreSQL can
   *     hold: a page that shows such a row must be filled without saying what it shows
   */
  public RowId {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "an id of %d characters; from 1 to %d it can have".formatted(text.length(), LONGEST));
    }
    if (text.codePoints()
        .anyMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw new IllegalArgumentException("an id with \\0, or half of a character");
    }
  }

  public static RowId of(long id) {
    return new RowId(Long.toString(id));
  }

  public static RowId of(UUID id) {
    return new RowId(id.toString());
  }

  /** The integer of 64 bits that this is the text of; empty if it is another text. */
  public OptionalLong integer() {
    return integer(text);
  }

  /** The uuid that this is the text of, with lower-case digits; empty if it is another text. */
  public Optional<UUID> uuid() {
    return uuid(text);
  }

  /** The same of any text. */
  public static OptionalLong integer(String text) {
    int first = text.startsWith("-") ? 1 : 0;
    int digits = text.length() - first;
    boolean hasNeedlessZero = text.startsWith("0", first) && text.length() > 1;
    if (digits == 0 || digits > MOST_DIGITS || hasNeedlessZero) {
      return OptionalLong.empty();
    }
    for (int i = first; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The same of any text. */
  public static Optional<UUID> uuid(String text) {
    return UUID_FORM.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  /** Percent-encoded as in a key, so that a comma can stand between two. */
  String encoded() {
    return KeyTemplate.encode(text);
  }

  /** The id that {@link #encoded} writes so; empty if it writes none so. */
  static Optional<RowId> decode(String encoded) {
    try {
      return KeyTemplate.decode(encoded).map(RowId::new);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As PostgreSQL writes it. */
  @Override
  public String toString() {
    return text;
  }
}
