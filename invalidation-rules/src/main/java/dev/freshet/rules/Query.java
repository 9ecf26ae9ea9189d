package dev.freshet.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query for the values in a key, with columns of the row as parameters, such as {@code select
 * product_id from variants where id = :variant_id}.
 *
 * @param text the query as it is written
 * @param columns its parameters, each once
 * @param types of the columns, once they are known
 */
public record Query(String text, List<String> columns, Optional<List<String>> types)
    implements Source {

  /** A parameter; not a cast, and not in a literal, a quoted name or a comment. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?:[^']|'')*+'|\"(?:[^\"]|\"\")*+\"|--[^\\n]*|/\\*.*?(?:\\*/|\\z)|::|:(?<name>[A-Za-z_][A-Za-z0-9_]*)",
          Pattern.DOTALL);

  public Query {
    columns = List.copyOf(columns);
  }

  static Query of(String text) {
    LinkedHashSet<String> columns = new LinkedHashSet<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      if (matcher.group("name") != null) {
        columns.add(matcher.group("name"));
      }
    }
    return new Query(text, new ArrayList<>(columns), Optional.empty());
  }

  /** The query with something else in the place of each parameter. */
  public String with(UnaryOperator<String> parameter) {
    return TOKEN
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) == null ? found.group() : parameter.apply(found.group(1))));
  }

  /** The types of the parameters: text, where the table is not known. */
  public List<String> parameterTypes() {
    return types.orElse(Collections.nCopies(columns.size(), "text"));
  }

  @Override
  public Query with(TableName table, Map<TableName, TableFacts> facts) {
    return new Query(
        text,
        columns,
        Optional.ofNullable(facts.get(table))
            .map(
                known ->
                    columns.stream()
                        .map(column -> known.types().getOrDefault(column, "text"))
                        .toList()));
  }

  @Override
  public boolean looksUp() {
    return true;
  }

  @Override
  public String toString() {
    return "sql: " + text.strip().replaceAll("\\s+", " ");
  }
}
