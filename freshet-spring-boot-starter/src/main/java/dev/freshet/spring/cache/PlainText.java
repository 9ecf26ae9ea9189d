package dev.freshet.spring.cache;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a value is written in a key or a tag, as PostgreSQL writes it too. */
final class PlainText {

  private PlainText() {}

  /** What a collection or an array holds; another value itself; of null none. */
  static Collection<?> each(@Nullable Object values) {
    if (values == null) {
      return List.of();
    }
    if (values instanceof Collection<?> many) {
      return many;
    }
    return values instanceof Object[] many ? Arrays.asList(many) : List.of(values);
  }

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
