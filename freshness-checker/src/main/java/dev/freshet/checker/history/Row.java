package dev.freshet.checker.history;

/**
 * A row of the subject's tables.
 *
 * @param id of the row, or of what it belongs to
 * @param part tells the rows of one id apart; otherwise 0
 */
public record Row(String table, long id, long part) {

  public Row(String table, long id) {
    this(table, id, 0);
  }

  @Override
  public String toString() {
    return part == 0 ? table + " " + id : table + " " + id + "/" + part;
  }
}
