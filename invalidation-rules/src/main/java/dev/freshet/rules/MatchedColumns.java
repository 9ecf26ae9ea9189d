package dev.freshet.rules;

import java.util.Set;

/**
 * The columns of a table that a matcher compares.
 *
 * @param line where they are written
 * @param id what tells products apart
 * @param category the id of the category that a product is in
 * @param required those without whose values a row cannot be compared
 */
public record MatchedColumns(int line, String id, String category, Set<String> required) {

  public MatchedColumns {
    required = Set.copyOf(required);
  }
}
