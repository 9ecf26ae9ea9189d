package dev.freshet.rules;

import java.util.List;
import java.util.Map;

/**
 * What the database knows of a table.
 *
 * @param relation its name as a query writes it
 * @param types of its columns, as a cast writes them, by the columns' names
 * @param primaryKey its columns; empty if it has none
 */
public record TableFacts(String relation, Map<String, String> types, List<String> primaryKey) {

  public TableFacts {
    types = Map.copyOf(types);
    primaryKey = List.copyOf(primaryKey);
  }
}
