package dev.freshet.spring.cache;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a value is written in a key or a tag, as PostgreSQL writes it too. */
final class PlainText {

  private PlainText() {}

  /** Empty if it is no text, number, UUID, enumeration constant, truth value or character. */
  static Optional<String> of(@Nullable Object value) {
    if (value instanceof Enum<?> constant) {
      return Optional.of(constant.name());
    }
    boolean isPlain =
        value instanceof CharSequence
            || value instanceof Number
            || value instanceof UUID
            || value instanceof Boolean
            || value instanceof Character;
    return isPlain ? Optional.of(String.valueOf(value)) : Optional.empty();
  }
}
