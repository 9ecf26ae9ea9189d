package dev.freshet.rules;

import dev.freshet.keys.Kind;
import java.util.List;

/**
 * A value that a change makes wrong, in all its variants.
 *
 * @param parts of its keys, as {@link KindRules#keys} takes them
 */
public record Target(Kind kind, List<String> parts) {

  public Target {
    parts = List.copyOf(parts);
  }
}
