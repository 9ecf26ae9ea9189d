package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.SchemaGraph;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Column;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Table;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Uncarried;
import dev.freshet.rules.NearestName;
import dev.freshet.rules.Path;
import dev.freshet.rules.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A first rules file: what by its foreign keys may belong to the values of some tables' rows. */
public final class Suggestion {

  private static final String PUBLIC = "public";
  private static final int MOST_ROOTS = 64;

  private static final String HEAD =
      "A first draft, from the foreign keys and statistics of the database. Write the keys as your"
          + " readers do, take out what none of the values shows, and add what they show without a"
          + " foreign key. Behind a path is how many keys a change of one row leads to, on average."
          + " \"rules check\" then tells what the database lacks, and \"rules sql\" prints it.";

  /** As in a file that does not say otherwise. */
  private static final int MAX_FANOUT = 10_000;

  private static final Pattern BOOKKEEPING =
      Pattern.compile(
          "(?i)(?:.*_)?(?:updated|modified|changed|synced|indexed|seen|viewed|login)_?(?:at|on|by|date|time)?"
              + "|(?:last_?)?(?:update|modification|sync|login)(?:_?(?:at|date|time))?"
              + "|(?:row_?|lock_?)?version|x?min|etag|checksum"
              + "|search_?(?:vector|document|index|text).*|tsv|.*_tsv|views?|view_?count|hits"
              + "|(?:private_)?metadata|lft|rght|tree_id");

  private final SchemaGraph schema;
  private final Routes routes;
  private final List<RootKind> kinds = new ArrayList<>();
  private final Map<RelationName, TableDraft> drafts = new LinkedHashMap<>();

  /** What only shares a parent with a root: table, kind, route. */
  private final List<ByParent> byParent = new ArrayList<>();

  private final TableNames names;

  private Suggestion(SchemaGraph schema, String schemaName, List<String> roots) {
    this.schema = schema;
    this.routes = new Routes(schema);
    String base = schemaName.isEmpty() ? PUBLIC : schemaName;
    Set<String> taken = new LinkedHashSet<>();
    for (RelationName root : roots(base, roots)) {
      kinds.add(RootKind.of(schema.table(root), taken));
    }
    kinds.forEach(this::draftRoot);
    schema.tables().keySet().forEach(table -> kinds.forEach(kind -> draft(table, kind)));
    this.names = TableNames.of(base, named(), schema.names(), !schemaName.isEmpty());
  }

  /**
   * The file, line by line.
   *
   * @param schemaName of the tables that are named without one; empty: {@code public}
   * @param roots the tables of whose rows values are made, as SQL names them
   * @throws IllegalArgumentException if one of them is not there, or no key can be made of it; the
   *     message says so in one line, with what may have been meant
   */
  public static List<String> of(SchemaGraph schema, String schemaName, List<String> roots) {
    return new Suggestion(schema, schemaName, roots).lines();
  }

  private Set<RelationName> roots(String base, List<String> texts) {
    Set<RelationName> roots = new LinkedHashSet<>();
    for (String text : texts) {
      roots.add(root(base, text));
    }
    if (roots.size() > MOST_ROOTS) {
      throw new IllegalArgumentException(
          "%d roots, and %d kinds are the most of a file".formatted(roots.size(), MOST_ROOTS));
    }
    return roots;
  }

  private RelationName root(String base, String text) {
    Optional<RelationName> found = relation(base, text);
    Optional<Uncarried> other =
        schema.others().stream().filter(each -> found.equals(Optional.of(each.name()))).findFirst();
    if (other.isPresent()) {
      throw new IllegalArgumentException(
          "%s is %s, which the log does not carry%s"
              .formatted(YamlText.inLine(text), other.get().what(), instead(base, other.get())));
    }
    Optional<RelationName> parent = found.map(schema.parents()::get);
    if (parent.isPresent()) {
      throw new IllegalArgumentException(
          "%s is a partition of %s. Name that"
              .formatted(
                  YamlText.inLine(text), new TableNames(Optional.of(base)).of(parent.get())));
    }
    Table root =
        found
            .map(schema.tables()::get)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no table %s%s"
                            .formatted(
                                YamlText.inLine(text), NearestName.suggestion(text, known(base)))));
    checkKey(text, root);
    return root.name();
  }

  private static Optional<RelationName> relation(String base, String text) {
    try {
      TableName name = TableName.of(text);
      return Optional.of(new RelationName(name.schema().orElse(base), name.name()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String instead(String base, Uncarried other) {
    return other.tables().isEmpty()
        ? ""
        : ". Name what it is made of: "
            + other.tables().stream()
                .map(table -> new TableNames(Optional.of(base)).of(table).toString())
                .sorted()
                .collect(Collectors.joining(", "));
  }

  private Set<String> known(String base) {
    Set<String> known = new TreeSet<>();
    for (RelationName table : schema.tables().keySet()) {
      known.add(new TableNames(Optional.of(base)).of(table).toString());
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

  private void draftRoot(RootKind kind) {
    RelationName root = kind.root().name();
    drafts.computeIfAbsent(root, TableDraft::new).addOwn(kind);
  }

  private void draft(RelationName table, RootKind kind) {
    RelationName root = kind.root().name();
    List<Route> found =
        routes.between(table, root).stream()
            .filter(route -> path(route).hops().size() <= Routes.MOST_LOOKUPS)
            .sorted(Comparator.comparingInt(route -> path(route).hops().size()))
            .toList();
    List<Route> meant = found.stream().filter(route -> !route.isByParent()).toList();
    if (!meant.isEmpty()) {
      drafts.computeIfAbsent(table, TableDraft::new).add(kind, meant);
    } else if (!found.isEmpty() && !table.equals(root)) {
      found.forEach(route -> byParent.add(new ByParent(table, kind, route)));
    }
  }

  private Path path(Route route) {
    return route.path(schema, new TableNames(Optional.of(PUBLIC))::of);
  }

  /** All tables that the rules come by. */
  private Set<RelationName> named() {
    Set<RelationName> named = new LinkedHashSet<>();
    for (TableDraft draft : drafts.values()) {
      named.add(draft.table());
      draft.routes().values().stream()
          .flatMap(Collection::stream)
          .flatMap(route -> route.steps().stream())
          .forEach(step -> named.add(step.to()));
    }
    return named;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.addAll(YamlText.comment("", HEAD));
    lines.add("freshet: 1");
    lines.add("kinds:");
    kinds.forEach(kind -> lines.add("  %s: { key: \"%s\" }".formatted(kind.name(), kind.key())));
    lines.add("tables:");
    drafts.values().forEach(draft -> addTable(draft, lines));
    addByParent(lines);
    addUncarried(lines);
    addUnreached(lines);
    routes.unusable().forEach(why -> lines.addAll(YamlText.comment("", "Not followed: " + why)));
    return lines;
  }

  private void addTable(TableDraft draft, List<String> lines) {
    Map<RootKind, OptionalDouble> fanOuts = new LinkedHashMap<>();
    draft.routes().forEach((kind, found) -> fanOuts.put(kind, fanOut(found)));
    List<String> purged = new ArrayList<>();
    fanOuts.forEach(
        (kind, fanOut) -> {
          if (fanOut.orElse(0) > MAX_FANOUT) {
            lines.addAll(
                YamlText.comment(
                    "  ",
                    "a row of %s leads to %,.0f rows of %s on average, more than max-fanout (%d): its changes purge"
                        .formatted(
                            names.of(draft.table()),
                            fanOut.getAsDouble(),
                            names.of(kind.root().name()),
                            MAX_FANOUT)));
            purged.add(kind.name());
          }
        });
    lines.add("  %s:".formatted(YamlText.scalar(names.of(draft.table()).toString())));
    if (!purged.isEmpty()) {
      lines.add("    purge: [%s]".formatted(String.join(", ", purged)));
    }
    for (RootKind kind : kinds) {
      if (!purged.contains(kind.name())) {
        addRules(draft, kind, lines);
      }
    }
    addHints(draft, lines);
  }

  /** Of all ways together; empty if one of them is not known. */
  private OptionalDouble fanOut(List<Route> found) {
    double all = 0;
    for (Route route : found) {
      OptionalDouble each = route.fanOut(schema);
      if (each.isEmpty()) {
        return each;
      }
      all += each.getAsDouble();
    }
    return OptionalDouble.of(all);
  }

  private void addRules(TableDraft draft, RootKind kind, List<String> lines) {
    Map<String, String> rules = new LinkedHashMap<>();
    if (draft.own().contains(kind)) {
      rules.put(new Path(kind.root().primaryKey(), List.of()).toString(), "");
    }
    for (Route route : draft.routes().getOrDefault(kind, List.of())) {
      rules.putIfAbsent(route.path(schema, names::of).toString(), "# " + words(route));
    }
    if (rules.size() == 1) {
      rules.forEach(
          (path, words) ->
              lines.add(
                  "    %s: %s%s".formatted(kind.name(), YamlText.scalar(path), spaced(words))));
    } else if (!rules.isEmpty()) {
      lines.add("    %s:".formatted(kind.name()));
      rules.forEach(
          (path, words) ->
              lines.add("      - %s%s".formatted(YamlText.scalar(path), spaced(words))));
    }
  }

  private static String spaced(String comment) {
    return comment.isEmpty() ? "" : "  " + comment;
  }

  private String words(Route route) {
    OptionalDouble fanOut = route.fanOut(schema);
    if (route.steps().stream().noneMatch(Step::isBack)) {
      return "one";
    }
    return fanOut.isEmpty()
        ? "no statistics tell how many"
        : "about %,.0f".formatted(Math.max(1, fanOut.getAsDouble()));
  }

  private void addHints(TableDraft draft, List<String> lines) {
    Table table = schema.table(draft.table());
    Set<String> needed = new TreeSet<>(table.primaryKey());
    schema.keys().stream()
        .filter(key -> key.from().equals(draft.table()))
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
        .filter(key -> key.from().equals(draft.table()) && key.to().equals(draft.table()))
        .findFirst()
        .ifPresent(
            key ->
                lines.addAll(
                    YamlText.comment(
                        "    ",
                        "%s make a tree, of which one step is followed. Rows further up or down need a rule with sql (with recursive ...)"
                            .formatted(names.of(draft.table())))));
  }

  private void addByParent(List<String> lines) {
    if (byParent.isEmpty()) {
      return;
    }
    lines.addAll(
        YamlText.comment(
            "  ",
            "These only refer to what a root refers to as well. Where its values show them, take the"
                + " rule in:"));
    for (ByParent each : byParent) {
      lines.add(
          "  # %s: { %s: %s }  # %s"
              .formatted(
                  YamlText.inLine(YamlText.scalar(names.of(each.table()).toString())),
                  each.kind().name(),
                  YamlText.inLine(flow(each.route().path(schema, names::of).toString())),
                  words(each.route())));
    }
  }

  /** In braces a comma ends a value. */
  private static String flow(String path) {
    String scalar = YamlText.scalar(path);
    return scalar.contains(",") && !scalar.startsWith("'") && !scalar.startsWith("\"")
        ? "'" + scalar + "'"
        : scalar;
  }

  private void addUncarried(List<String> lines) {
    Set<RelationName> known = named();
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
      } else if (other.what().startsWith("a foreign")) {
        lines.addAll(
            YamlText.comment(
                "",
                "The log does not carry %s, a foreign table: values that show it become stale"
                    .formatted(names.of(other.name()))));
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
  private void addUnreached(List<String> lines) {
    Set<RelationName> known = named();
    byParent.forEach(each -> known.add(each.table()));
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
                        "No foreign keys lead from these to a root in up to two look-ups. One that a value shows needs a path, sql or purge: "
                            + String.join(", ", tables))));
  }

  private record ByParent(RelationName table, RootKind kind, Route route) {}

  /** What the file says of one table. */
  private record TableDraft(
      RelationName table, List<RootKind> own, Map<RootKind, List<Route>> routes) {

    TableDraft(RelationName table) {
      this(table, new ArrayList<>(), new LinkedHashMap<>());
    }

    void addOwn(RootKind kind) {
      own.add(kind);
    }

    void add(RootKind kind, List<Route> found) {
      routes.put(kind, found);
    }
  }
}
