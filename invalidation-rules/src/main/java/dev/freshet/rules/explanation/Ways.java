package dev.freshet.rules.explanation;

import dev.freshet.keys.Kind;
import dev.freshet.rules.Hop;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** By which values a path leads from a row to others, such as {@code id 1 -> product_id 4}. */
final class Ways {

  /** More of them nobody reads. */
  private static final int MOST = 20;

  private final Answers database;

  Ways(Answers database) {
    this.database = database;
  }

  /**
   * A line for each way of a path with several look-ups; none if one look-up tells all, or the
   * database does not answer them one by one.
   */
  List<String> of(Lookup lookup) {
    if (!(lookup.source() instanceof Path path) || path.hops().size() < 2) {
      return List.of();
    }
    List<String> inputs = lookup.inputs().stream().map(String::valueOf).toList();
    List<Way> ways = List.of(new Way(written(path.columns(), inputs), inputs));
    List<String> columns = path.columns();
    for (Hop hop : path.hops()) {
      Map<Way, Lookup> questions = new LinkedHashMap<>();
      for (Way way : ways) {
        questions.put(way, question(lookup.kind(), columns, hop, way));
      }
      Answers.Found found = database.to(Set.copyOf(questions.values()));
      List<Way> longer = new ArrayList<>();
      for (Map.Entry<Way, Lookup> asked : questions.entrySet()) {
        if (!found.values().containsKey(asked.getValue())
            || found.tooMany().contains(asked.getValue())) {
          return List.of();
        }
        found
            .values()
            .get(asked.getValue())
            .forEach(values -> longer.add(asked.getKey().then(hop, values)));
      }
      ways = longer;
      columns = hop.leads();
    }
    List<String> lines =
        new ArrayList<>(ways.stream().map(Way::text).sorted().limit(MOST).toList());
    if (ways.size() > MOST) {
      lines.add("and %d more".formatted(ways.size() - MOST));
    }
    return lines;
  }

  private static Lookup question(Kind kind, List<String> columns, Hop hop, Way way) {
    return new Lookup(kind, new Path(columns, List.of(hop)), way.values());
  }

  private static String written(List<String> columns, List<String> values) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> columns.get(i) + " " + values.get(i))
        .collect(Collectors.joining(", "));
  }

  /**
   * A beginning of a path.
   *
   * @param values that it has come to
   */
  private record Way(String text, List<String> values) {

    Way then(Hop hop, List<String> found) {
      return new Way(text + " -> " + written(hop.leads(), found), found);
    }
  }
}
