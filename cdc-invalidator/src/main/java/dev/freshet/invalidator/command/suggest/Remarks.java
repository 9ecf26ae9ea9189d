package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.SchemaGraph;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Table;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Uncarried;
import dev.freshet.rules.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What no rule can be made of, but somebody should know: comments of the file. */
final class Remarks {

  private static final Pattern BOOKKEEPING =
      Pattern.compile(
          "(?i)(?:.*_)?(?:updated|modified|changed|synced|indexed|seen|viewed|login)_?(?:at|on|by|date|time)?"
              + "|(?:last_?)?(?:update|modification|sync|login)(?:_?(?:at|date|time))?"
              + "|(?:row_?|lock_?)?version|x?min|etag|checksum"
              + "|search_?(?:vector|document|index|text).*|tsv|.*_tsv|views?|view_?count|hits"
              + "|(?:private_)?metadata|lft|rght|tree_id");

  private final SchemaGraph schema;
  private final TableNames names;

  Remarks(SchemaGraph schema, TableNames names) {
    this.schema = schema;
    this.names = names;
  }

  /** Comments below the rules of a table. */
  List<String> on(RelationName name) {
    List<String> lines = new ArrayList<>();
    Table table = schema.table(name);
    Set<String> needed = new TreeSet<>(table.primaryKey());
    schema.keys().stream()
        .filter(key -> key.from().equals(name))
        .forEach(key -> needed.addAll(key.columns()));
    String bookkeeping =
        table.columns().values().stream()
            .filter(column -> !needed.contains(column.name()) && !column.isGenerated())
            .filter(
                column ->
                    BOOKKEEPING.matcher(column.name()).matches()
                        || column.type().equals("tsvector"))
            .map(column -> new Path(List.of(column.name()), List.of()).toString())
            .map(YamlText::scalar)
            .collect(Collectors.joining(", "));
    if (!bookkeeping.isEmpty()) {
      lines.add(
          "    # ignore: [%s]  if no value shows them".formatted(YamlText.inLine(bookkeeping)));
    }
    schema.keys().stream()
        .filter(key -> key.from().equals(name) && key.to().equals(name))
        .findFirst()
        .ifPresent(
            key ->
                lines.addAll(
                    YamlText.comment(
                        "    ",
                        "%s make a tree, of which one step is followed. Rows further up or down need a rule with sql (with recursive ...)"
                            .formatted(names.of(name)))));
    return lines;
  }

  /**
   * Comments below all rules.
   *
   * @param known the tables that are named above
   */
  List<String> of(Set<RelationName> known) {
    List<String> lines = new ArrayList<>();
    addUncarried(known, lines);
    addUnreached(known, lines);
    return lines;
  }

  private void addUncarried(Set<RelationName> known, List<String> lines) {
    for (Uncarried other : schema.others()) {
      List<String> shown =
          other.tables().stream()
              .filter(known::contains)
              .map(table -> names.of(table).toString())
              .sorted()
              .toList();
      if (!shown.isEmpty()) {
        lines.addAll(
            YamlText.comment(
                "",
                "The log does not carry %s, %s of %s%s"
                    .formatted(
                        names.of(other.name()),
                        other.what(),
                        String.join(", ", shown),
                        remedy(other))));
      } else if (other.tables().isEmpty() && !other.isView()) {
        lines.addAll(
            YamlText.comment(
                "",
                "The log does not carry %s, %s: values that show it become stale"
                    .formatted(names.of(other.name()), other.what())));
      }
    }
  }

  private static String remedy(Uncarried other) {
    return switch (other.what()) {
      case "a view" -> ": the rules of its tables count, for all that it shows";
      case "a materialized view" ->
          ": what values show of it is wrong until it is refreshed and they are deleted";
      default -> ": values that show it become stale";
    };
  }

  /** A forgotten table is the commonest error. */
  private void addUnreached(Set<RelationName> known, List<String> lines) {
    Set<String> schemas = known.stream().map(RelationName::schema).collect(Collectors.toSet());
    Map<String, List<String>> unreached = new TreeMap<>();
    for (RelationName table : schema.tables().keySet()) {
      if (!known.contains(table) && schemas.contains(table.schema())) {
        unreached
            .computeIfAbsent(table.schema(), any -> new ArrayList<>())
            .add(names.of(table).toString());
      }
    }
    unreached
        .values()
        .forEach(
            tables ->
                lines.addAll(
                    YamlText.comment(
                        "",
                        "No rule follows from the foreign keys of these. One that a value shows needs a path, sql or purge: "
                            + String.join(", ", tables))));
  }
}
