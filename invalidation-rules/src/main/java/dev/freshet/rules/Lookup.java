package dev.freshet.rules;

import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something to ask the database, which tells the rest of what a change makes wrong.
 *
 * @param kind of the keys
 * @param source a path with look-ups, or a query
 * @param inputs the values of its columns in an image of the row, as their text; null only for a
 *     query
 * @param tag what is written with what is found, if it is not the keys themselves
 */
public record Lookup(
    Kind kind, Source source, List<@Nullable String> inputs, Optional<KeyTemplate> tag) {

  public Lookup {
    inputs = Collections.unmodifiableList(new ArrayList<>(inputs));
  }

  /** One that leads to keys. */
  public Lookup(Kind kind, Source source, List<@Nullable String> inputs) {
    this(kind, source, inputs, Optional.empty());
  }
}
