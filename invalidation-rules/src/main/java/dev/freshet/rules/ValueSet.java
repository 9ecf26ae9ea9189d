package dev.freshet.rules;

import java.util.List;
import java.util.Optional;

/**
 * What a placeholder stands for that no row tells, such as a channel: a key for each of these.
 *
 * @param listed the values, if the rules list them
 * @param query for the values, which has no parameters, if they do not
 */
public record ValueSet(List<String> listed, Optional<Query> query) {

  public ValueSet {
    listed = List.copyOf(listed);
  }
}
