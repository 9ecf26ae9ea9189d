package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.SchemaGraph;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Column;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Table;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Uncarried;
import dev.freshet.rules.NearestName;
import dev.freshet.rules.TableName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the tables that somebody names as roots. */
final class RootTables {

  private static final int MOST_ROOTS = 64;

  private final SchemaGraph schema;
  private final String schemaName;
  private final TableNames names;

  /**
   * @param schemaName of the tables that are named without one
   */
  RootTables(SchemaGraph schema, String schemaName) {
    this.schema = schema;
    this.schemaName = schemaName;
    this.names = new TableNames(Optional.of(schemaName));
  }

  /**
   * The tables, each once.
   *
   * @param texts as SQL names them
   * @throws IllegalArgumentException if one of them is not there, or no key can be made of it
   */
  Set<Table> all(List<String> texts) {
    Set<Table> roots = new LinkedHashSet<>();
    for (String text : texts) {
      roots.add(root(text));
    }
    if (roots.size() > MOST_ROOTS) {
      throw new IllegalArgumentException(
          "%d roots, and %d kinds are the most of a file".formatted(roots.size(), MOST_ROOTS));
    }
    return roots;
  }

  private Table root(String text) {
    Optional<RelationName> found = relation(text);
    Optional<Uncarried> other =
        schema.others().stream().filter(each -> found.equals(Optional.of(each.name()))).findFirst();
    if (other.isPresent()) {
      throw new IllegalArgumentException(
          "%s is %s, which the log does not carry%s"
              .formatted(YamlText.inLine(text), other.get().what(), instead(other.get())));
    }
    Optional<RelationName> parent = found.map(schema.parents()::get);
    if (parent.isPresent()) {
      throw new IllegalArgumentException(
          "%s is a partition of %s. Name that"
              .formatted(YamlText.inLine(text), names.of(parent.get())));
    }
    Table root =
        found
            .map(schema.tables()::get)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no table %s%s"
                            .formatted(
                                YamlText.inLine(text), NearestName.suggestion(text, known()))));
    checkKey(text, root);
    return root;
  }

  private Optional<RelationName> relation(String text) {
    try {
      TableName name = TableName.of(text);
      return Optional.of(new RelationName(name.schema().orElse(schemaName), name.name()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private String instead(Uncarried other) {
    return !other.isView()
        ? ""
        : ". Name what it is made of: "
            + other.tables().stream()
                .map(table -> names.of(table).toString())
                .sorted()
                .collect(Collectors.joining(", "));
  }

  private Set<String> known() {
    Set<String> known = new TreeSet<>();
    for (RelationName table : schema.tables().keySet()) {
      known.add(names.of(table).toString());
    }
    return known;
  }

  private static void checkKey(String text, Table root) {
    if (root.primaryKey().isEmpty()) {
      throw new IllegalArgumentException(
          "table %s has no primary key, which would tell its values apart"
              .formatted(YamlText.inLine(text)));
    }
    for (String name : root.primaryKey()) {
      Column column = root.column(name);
      if (!column.isForKeys()) {
        throw new IllegalArgumentException(
            "%s of table %s is of type %s, which keys cannot be written with. They can with integers, uuid, text and enumerations"
                .formatted(YamlText.inLine(name), YamlText.inLine(text), column.type()));
      }
      if (column.isGenerated()) {
        throw new IllegalArgumentException(
            "%s of table %s is generated, which the log does not carry"
                .formatted(YamlText.inLine(name), YamlText.inLine(text)));
      }
    }
  }
}
