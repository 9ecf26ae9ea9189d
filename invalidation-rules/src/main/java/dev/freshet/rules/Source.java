package dev.freshet.rules;

import java.util.List;
import java.util.Map;

/** From where in an image of a row the values for a key come. */
public sealed interface Source permits Path, Query {

  /** The columns of the row that it begins with. */
  List<String> columns();

  /** Whether it asks the database. */
  boolean looksUp();

  /**
   * The same, with what the database knows.
   *
   * @param table of the row
   */
  Source with(TableName table, Map<TableName, TableFacts> facts);
}
