package dev.freshet.invalidation.lookup;

import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.TransactionSnapshot;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.rules.Hop;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Path;
import dev.freshet.rules.Query;
import dev.freshet.rules.Source;
import dev.freshet.rules.TableFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One statement that looks up for all changes of a batch, and tells in which moment: it has one
 * snapshot, as a statement has at PostgreSQL's default isolation.
 *
 * <p>Its rows have the number of the source, the number of the look-up among those of its source,
 * and an array of the values that it leads to. The first has the number -1, and the snapshot and
 * the end of the log.
 */
public final class LookupSql {

  /** So many times the keys that one change may lead to are read of all that are asked alike. */
  private static final int GROUP_FANOUT = 10;

  private static final String MOMENT =
      """
      select -1, 0::bigint, array[pg_current_snapshot()::text,
        pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint::text]
      """;

  private final List<Map.Entry<Source, List<Lookup>>> groups;
  private final int maxFanout;
  private final int groupLimit;
  private final String text;
  private final List<String[]> parameters = new ArrayList<>();

  private LookupSql(List<Map.Entry<Source, List<Lookup>>> groups, int maxFanout) {
    this.groups = groups;
    this.maxFanout = maxFanout;
    this.groupLimit = maxFanout * GROUP_FANOUT + 1;
    StringBuilder all = new StringBuilder(MOMENT);
    for (int i = 0; i < groups.size(); i++) {
      Source source = groups.get(i).getKey();
      all.append("union all (\n")
          .append(part(i, source, groups.get(i).getValue().size(), maxFanout + 1))
          .append("limit ")
          .append(groupLimit)
          .append(")\n");
      addParameters(source, groups.get(i).getValue());
    }
    this.text = all.toString();
  }

  /**
   * A statement.
   *
   * @param lookups of rules that know the tables
   * @param maxFanout how many keys one of them may lead to
   */
  public static LookupSql of(Collection<Lookup> lookups, int maxFanout) {
    Map<Source, List<Lookup>> groups =
        lookups.stream()
            .collect(
                Collectors.groupingBy(Lookup::source, LinkedHashMap::new, Collectors.toList()));
    return new LookupSql(List.copyOf(groups.entrySet()), maxFanout);
  }

  /**
   * Asks.
   *
   * @param limitSeconds the longest that it may take; 0: without a limit
   */
  public Looked ask(Connection connection, int limitSeconds) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      statement.setQueryTimeout(limitSeconds);
      for (int i = 0; i < parameters.size(); i++) {
        statement.setArray(i + 1, connection.createArrayOf("text", parameters.get(i)));
      }
      try (ResultSet rows = statement.executeQuery()) {
        return read(rows);
      }
    }
  }

  /** What the statement has found. */
  private Looked read(ResultSet rows) throws SQLException {
    Optional<VisiblePoint> point = Optional.empty();
    Map<Lookup, List<List<String>>> found = new HashMap<>();
    groups.forEach(group -> group.getValue().forEach(each -> found.put(each, new ArrayList<>())));
    Set<Lookup> tooMany = new HashSet<>();
    Map<Integer, Integer> counts = new HashMap<>();
    while (rows.next()) {
      @Nullable String[] parts = (String[]) rows.getArray(3).getArray();
      if (rows.getInt(1) < 0) {
        point =
            Optional.of(
                new VisiblePoint(
                    TransactionSnapshot.of(String.valueOf(parts[0])),
                    Long.parseLong(String.valueOf(parts[1]))));
        continue;
      }
      int group = rows.getInt(1);
      if (counts.merge(group, 1, Integer::sum) == groupLimit) {
        // Those of which no row was read may lead to some all the same.
        tooMany.addAll(groups.get(group).getValue());
      }
      Lookup lookup = groups.get(group).getValue().get((int) rows.getLong(2) - 1);
      List<List<String>> values = found.getOrDefault(lookup, new ArrayList<>());
      if (values.size() >= maxFanout) {
        tooMany.add(lookup);
      } else if (Arrays.stream(parts).allMatch(part -> part != null)) {
        values.add(List.of(parts));
      }
    }
    return new Looked(point.orElseThrow(), found, tooMany);
  }

  private void addParameters(Source source, List<Lookup> lookups) {
    for (int column = 0; column < source.columns().size(); column++) {
      @Nullable String[] values = new String[lookups.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = lookups.get(i).inputs().get(column);
      }
      parameters.add(values);
    }
  }

  /**
   * @param count how many look-ups the source has
   */
  private static String part(int number, Source source, int count, int limit) {
    return source instanceof Path path
        ? part(number, path, limit)
        : part(number, (Query) source, count, limit);
  }

  private static String part(int number, Path path, int limit) {
    List<String> tables = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    List<String> arriving =
        inputs(path.columns().size()).stream().map(name -> "k." + name).toList();
    for (Hop hop : path.hops()) {
      String alias = "t" + tables.size();
      TableFacts facts = hop.facts().orElseThrow(() -> unknown(hop));
      List<String> match = hop.match().orElseThrow(() -> unknown(hop));
      for (int i = 0; i < match.size(); i++) {
        String cast = tables.isEmpty() ? "::" + facts.types().get(match.get(i)) : "";
        conditions.add(
            "%s.%s = %s%s".formatted(alias, quoted(match.get(i)), arriving.get(i), cast));
      }
      tables.add(facts.relation() + " " + alias);
      arriving = hop.leads().stream().map(column -> alias + "." + quoted(column)).toList();
    }
    arriving.forEach(value -> conditions.add(value + " is not null"));
    return """
        select %d, k.n, q.parts
        from unnest(%s) with ordinality as k (%s)
        cross join lateral (
          select distinct array[%s] as parts from %s where %s limit %d) q
        """
        .formatted(
            number,
            parameters(path.columns().size()),
            names(path.columns().size()),
            arriving.stream().map(value -> value + "::text").collect(Collectors.joining(", ")),
            String.join(", ", tables),
            String.join(" and ", conditions),
            limit);
  }

  private static String part(int number, Query query, int count, int limit) {
    List<String> types = query.parameterTypes();
    String text =
        query.with(
            column -> {
              int at = query.columns().indexOf(column);
              return "(k.v%d::%s)".formatted(at, types.get(at));
            });
    String from =
        query.columns().isEmpty()
            ? "generate_series(1::bigint, %d) as k (n)".formatted(count)
            : "unnest(%s) with ordinality as k (%s)"
                .formatted(parameters(types.size()), names(types.size()));
    return """
        select %d, k.n, array(select e.value from json_each_text(row_to_json(q)) e)
        from %s
        cross join lateral (select * from (
        %s
        ) x limit %d) q
        """
        .formatted(number, from, text, limit);
  }

  private static IllegalStateException unknown(Hop hop) {
    return new IllegalStateException("nothing is known of table " + hop.table());
  }

  private static List<String> inputs(int count) {
    return IntStream.range(0, count).mapToObj(i -> "v" + i).toList();
  }

  private static String names(int count) {
    return String.join(", ", inputs(count)) + ", n";
  }

  private static String parameters(int count) {
    return IntStream.range(0, count).mapToObj(i -> "?::text[]").collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
