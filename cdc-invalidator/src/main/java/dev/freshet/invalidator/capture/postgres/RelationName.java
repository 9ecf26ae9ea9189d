package dev.freshet.invalidator.capture.postgres;

/** The name of a table in the database. */
public record RelationName(String schema, String name) {

  /** A regular expression for {@code schema.name}, as Debezium's lists take it. */
  String pattern() {
    return escaped(schema) + "\\." + escaped(name);
  }

  private static String escaped(String text) {
    return text.replaceAll("[^\\p{L}\\p{N}_]", "\\\\$0");
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
