package dev.freshet.invalidation.lookup;

import dev.freshet.rules.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which tables a query reads, and how much of them, as PostgreSQL plans it. */
public final class QueryPlan {

  private static final Pattern RELATION =
      Pattern.compile(
          "\"Relation Name\": \"(?<name>(?:[^\"\\\\]|\\\\.)*)\",\\s*\"Schema\": \"(?<schema>(?:[^\"\\\\]|\\\\.)*)\"");

  /** The first is of the outermost node. */
  private static final Pattern ROWS = Pattern.compile("\"Plan Rows\": (?<rows>\\d+)");

  private QueryPlan() {}

  /**
   * The statement that returns the plan, as one text.
   *
   * <p>The query's parameters are columns here, as constants could let the planner leave tables
   * out.
   */
  public static String statement(Query query) {
    List<String> types = query.parameterTypes();
    String text = query.with(column -> "k.v" + query.columns().indexOf(column));
    String whole =
        types.isEmpty()
            ? text
            : "select q.* from unnest(%s) k (%s) cross join lateral (%n%s%n) q"
                .formatted(
                    types.stream()
                        .map(type -> "array[null]::%s[]".formatted(type))
                        .collect(Collectors.joining(", ")),
                    IntStream.range(0, types.size())
                        .mapToObj(i -> "v" + i)
                        .collect(Collectors.joining(", ")),
                    text);
    return "explain (verbose, format json) " + whole;
  }

  /** How many rows PostgreSQL expects from the whole. */
  public static long rows(String plan) {
    Matcher rows = ROWS.matcher(plan);
    if (!rows.find()) {
      throw new IllegalArgumentException("no plan: " + plan);
    }
    return Long.parseLong(rows.group("rows"));
  }

  /** Schema and name of each table that a plan reads. */
  public static List<String[]> relations(String plan) {
    List<String[]> found = new ArrayList<>();
    Matcher relation = RELATION.matcher(plan);
    while (relation.find()) {
      found.add(
          new String[] {unescaped(relation.group("schema")), unescaped(relation.group("name"))});
    }
    return found;
  }

  private static String unescaped(String json) {
    return json.replaceAll("\\\\(.)", "$1");
  }
}
