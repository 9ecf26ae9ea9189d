package dev.freshet.invalidator.capture.postgres;

import dev.freshet.rules.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which tables a query reads, as PostgreSQL plans it. */
final class QueryPlan {

  private static final Pattern RELATION =
      Pattern.compile(
          "\"Relation Name\": \"(?<name>(?:[^\"\\\\]|\\\\.)*)\",\\s*\"Schema\": \"(?<schema>(?:[^\"\\\\]|\\\\.)*)\"");

  private QueryPlan() {}

  /**
   * Schema and name of each table.
   *
   * <p>Its parameters are columns here, as constants could let the planner leave tables out.
   *
   * @throws org.springframework.dao.DataAccessException if PostgreSQL does not plan it
   */
  static List<String[]> relations(JdbcClient database, Query query) {
    List<String> types =
        query.types().orElse(query.columns().stream().map(column -> "text").toList());
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
    String plan =
        database.sql("explain (verbose, format json) " + whole).query(String.class).single();
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
