package dev.freshet.rules;

import dev.freshet.keys.Kind;
import java.util.Map;

/**
 * A change of a row makes the keys of this kind wrong to which this leads.
 *
 * @param line where it is written, or what it was derived from
 */
public record KeyRule(Kind kind, Source source, int line) {

  /** The same, with what the database knows. */
  KeyRule with(TableName table, Map<TableName, TableFacts> facts) {
    return new KeyRule(kind, source.with(table, facts), line);
  }

  @Override
  public String toString() {
    return kind + ": " + source;
  }
}
