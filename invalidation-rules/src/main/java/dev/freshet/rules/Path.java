package dev.freshet.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A way from a row to the values in a key, such as {@code variant_id -> variants.product_id}: from
 * the row's own columns through rows of other tables.
 */
public record Path(List<String> columns, List<Hop> hops) implements Source {

  /** As many look-ups as a path may have. */
  static final int MOST_HOPS = 3;

  private static final String COLUMNS = "(?:" + SqlName.NAME + "|\\(" + SqlName.NAMES + "\\))";

  private static final Pattern START = Pattern.compile("\\s*(" + COLUMNS + ")\\s*");

  private static final Pattern HOP =
      Pattern.compile(
          "->\\s*(?<table>"
              + SqlName.NAME
              + "(?:\\."
              + SqlName.NAME
              + ")?)\\s*(?:\\((?<match>"
              + SqlName.NAMES
              + ")\\))?\\s*\\.\\s*(?<leads>"
              + COLUMNS
              + ")\\s*");

  public Path {
    columns = List.copyOf(columns);
    hops = List.copyOf(hops);
  }

  /**
   * From its text.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  static Path of(String text) {
    Matcher start = START.matcher(text);
    if (!start.lookingAt()) {
      throw new IllegalArgumentException(
          "\"%s\" does not begin with a column, or several in parentheses".formatted(text));
    }
    List<String> columns = SqlName.all(start.group(1));
    List<Hop> hops = new ArrayList<>();
    Matcher hop = HOP.matcher(text);
    int end = start.end();
    int arriving = columns.size();
    while (end < text.length()) {
      if (!hop.find(end) || hop.start() != end) {
        throw new IllegalArgumentException(
            "\"%s\" is no path: behind \"%s\" comes \"-> table.column\" or \"-> table(column).column\""
                .formatted(text, text.substring(0, end).strip()));
      }
      Optional<List<String>> match = Optional.ofNullable(hop.group("match")).map(SqlName::all);
      if (match.isPresent() && match.get().size() != arriving) {
        throw new IllegalArgumentException(
            "\"%s\" compares %d columns with %d".formatted(text, arriving, match.get().size()));
      }
      List<String> leads = SqlName.all(hop.group("leads"));
      hops.add(new Hop(TableName.of(hop.group("table")), match, leads, Optional.empty()));
      arriving = leads.size();
      end = hop.end();
    }
    if (hops.size() > MOST_HOPS) {
      throw new IllegalArgumentException(
          "\"%s\" has %d look-ups, and %d are the most".formatted(text, hops.size(), MOST_HOPS));
    }
    return new Path(columns, hops);
  }

  @Override
  public boolean looksUp() {
    return !hops.isEmpty();
  }

  /** How many values it ends with. */
  int width() {
    return hops.isEmpty() ? columns.size() : hops.get(hops.size() - 1).leads().size();
  }

  /** The rest of the way for a row of this hop's table. */
  Path from(int hop) {
    return new Path(hops.get(hop).leads(), hops.subList(hop + 1, hops.size()));
  }

  @Override
  public Path with(TableName table, Map<TableName, TableFacts> facts) {
    return new Path(
        columns,
        hops.stream()
            .map(hop -> facts.containsKey(hop.table()) ? hop.with(facts.get(hop.table())) : hop)
            .toList());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(SqlName.written(columns));
    hops.forEach(hop -> text.append(" -> ").append(hop));
    return text.toString();
  }
}
