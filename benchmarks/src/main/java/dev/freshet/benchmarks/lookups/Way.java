package dev.freshet.benchmarks.lookups;

/** From a changed row to the product's key. */
enum Way {
  OWN_COLUMN("no look-up", "images", "position"),
  ONE_HOP("one hop", "prices", "amount"),
  TWO_HOPS("two hops", "stocks", "quantity");

  private final String title;
  private final String table;
  private final String column;

  Way(String title, String table, String column) {
    this.title = title;
    this.table = table;
    this.column = column;
  }

  String title() {
    return title;
  }

  String table() {
    return table;
  }

  /** What a change sets. */
  String assignment() {
    return "%1$s = (%1$s + 1) %% 1000".formatted(column);
  }

  /** Changes one row, by its id. */
  String update() {
    return "update " + table + " set " + assignment() + " where id = ?";
  }
}
