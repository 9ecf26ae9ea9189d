package dev.freshet.rules;

import java.util.Map;
import java.util.Set;

/**
 * What a database knows that rules need.
 *
 * @param tables by the names that the rules have for them
 * @param reads the tables that queries read, by the queries' texts
 */
public record DatabaseFacts(Map<TableName, TableFacts> tables, Map<String, Set<TableName>> reads) {

  public DatabaseFacts {
    tables = Map.copyOf(tables);
    reads = Map.copyOf(reads);
  }
}
