package dev.freshet.keys;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Stands for one point in the write-ahead log: behind the changes of the transaction that emitted
 * it, as a transactional logical message, and behind all that was committed before.
 *
 * <p>When everything up to there is applied, the invalidator sets {@link Namespace#fence}.
 *
 * @param text 1 to 64 letters, digits, hyphens and underscores of ASCII
 */
public record FenceToken(String text) {

  /** The prefix of the logical message that has a token as its content. */
  public static final String MESSAGE_PREFIX = "freshet";

  private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /**
   * @throws IllegalArgumentException if the text is not as described
   */
  public FenceToken {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("not a fence token");
    }
  }

  /** A token that nobody else has. */
  public static FenceToken random() {
    return new FenceToken(UUID.randomUUID().toString());
  }

  /** The token with this text; empty if there is none. */
  public static Optional<FenceToken> parse(String text) {
    return TEXT.matcher(text).matches() ? Optional.of(new FenceToken(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
