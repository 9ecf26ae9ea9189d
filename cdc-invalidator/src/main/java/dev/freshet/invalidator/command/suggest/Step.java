package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.ForeignKey;
import java.util.List;

/**
 * From rows of one table to rows of another, along a foreign key.
 *
 * @param isBack from the row that is referred to, to those that refer to it
 */
record Step(ForeignKey key, boolean isBack) {

  RelationName from() {
    return isBack ? key.to() : key.from();
  }

  RelationName to() {
    return isBack ? key.from() : key.to();
  }

  /** What the row has that it begins with. */
  List<String> leaving() {
    return isBack ? key.toColumns() : key.columns();
  }

  /** The columns in which the next row has the same, in their order. */
  List<String> arriving() {
    return isBack ? key.columns() : key.toColumns();
  }

  boolean isLoop() {
    return key.from().equals(key.to());
  }
}
