package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.SchemaGraph;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Table;
import dev.freshet.rules.Path;
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

/** A first rules file: what by its foreign keys may belong to the values of some tables' rows. */
public final class Suggestion {

  private static final String PUBLIC = "public";

  private static final String HEAD =
      "A first draft, from the foreign keys and statistics of the database. Write the keys as your"
          + " readers do, take out what none of the values shows, and add what they show without a"
          + " foreign key. Behind a path is how many keys a change of one row leads to, on average."
          + " \"rules check\" then tells what the database lacks, and \"rules sql\" prints it.";

  /** As in a file that does not say otherwise. */
  private static final int MAX_FANOUT = 10_000;

  /** By rows that refer to it, from one table to a root: more are not meant, or not by each row. */
  private static final int MOST_WAYS = 8;

  private final SchemaGraph schema;
  private final Routes routes;
  private final List<RootKind> kinds = new ArrayList<>();
  private final Map<RelationName, TableDraft> drafts = new LinkedHashMap<>();

  /** What only shares a parent with a root. */
  private final List<ByParent> byParent = new ArrayList<>();

  private final TableNames names;

  private Suggestion(SchemaGraph schema, String schemaName, List<String> roots) {
    this.schema = schema;
    this.routes = new Routes(schema);
    String base = schemaName.isEmpty() ? PUBLIC : schemaName;
    Set<String> taken = new LinkedHashSet<>();
    for (Table root : new RootTables(schema, base).all(roots)) {
      kinds.add(RootKind.of(root, taken));
    }
    kinds.forEach(this::draftRoot);
    schema.tables().keySet().forEach(table -> kinds.forEach(kind -> draft(table, kind)));
    byParent.removeIf(each -> isPurged(each.parent(), each.kind()));
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

  private void draftRoot(RootKind kind) {
    RelationName root = kind.root().name();
    drafts.computeIfAbsent(root, TableDraft::new).addOwn(kind);
  }

  private void draft(RelationName table, RootKind kind) {
    RelationName root = kind.root().name();
    Map<Path, Route> byPath = new LinkedHashMap<>();
    routes.between(table, root).forEach(route -> byPath.putIfAbsent(path(route), route));
    List<Route> found =
        byPath.entrySet().stream()
            .filter(each -> each.getKey().hops().size() <= Routes.MOST_LOOKUPS)
            .sorted(Comparator.comparingInt(each -> each.getKey().hops().size()))
            .map(Map.Entry::getValue)
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
    if (kinds.stream().anyMatch(kind -> kind.key().contains(":int}"))) {
      lines.addAll(
          YamlText.comment(
              "  ",
              ":int stands for whole numbers from 1 on. Leave it out if there are others among these."));
    }
    lines.add("tables:");
    drafts.values().forEach(draft -> addTable(draft, lines));
    addByParent(lines);
    Set<RelationName> known = named();
    byParent.forEach(each -> known.add(each.table()));
    lines.addAll(new Remarks(schema, names).of(known));
    routes.unusable().forEach(why -> lines.addAll(YamlText.comment("", "Not followed: " + why)));
    return lines;
  }

  private void addTable(TableDraft draft, List<String> lines) {
    List<String> purged = new ArrayList<>();
    for (RootKind kind : kinds) {
      // A root's own row has one value that is certain: to purge for each of them would be absurd.
      Optional<String> why = draft.own().contains(kind) ? Optional.empty() : whyPurged(draft, kind);
      why.ifPresent(
          reason -> {
            lines.addAll(YamlText.comment("  ", reason + ": its changes purge"));
            purged.add(kind.name());
          });
    }
    lines.add("  %s:".formatted(YamlText.scalar(names.of(draft.table()).toString())));
    if (!purged.isEmpty()) {
      lines.add("    purge: [%s]".formatted(String.join(", ", purged)));
    }
    for (RootKind kind : kinds) {
      if (!purged.contains(kind.name())) {
        addRules(draft, kind, lines);
      }
    }
    lines.addAll(new Remarks(schema, names).on(draft.table()));
  }

  /** What shares such a row shares nothing that anybody shows, such as who has written it. */
  private boolean isPurged(RelationName table, RootKind kind) {
    return Optional.ofNullable(drafts.get(table))
        .map(draft -> draft.ways(kind))
        .filter(ways -> fanOut(ways) > MAX_FANOUT || back(ways) > MOST_WAYS)
        .isPresent();
  }

  private static long back(List<Route> ways) {
    return ways.stream().filter(Route::isBack).count();
  }

  private Optional<String> whyPurged(TableDraft draft, RootKind kind) {
    List<Route> ways = draft.ways(kind);
    double fanOut = fanOut(ways);
    if (fanOut > MAX_FANOUT) {
      return Optional.of(
          "a row of %s leads to %,.0f rows of %s on average, more than max-fanout (%d)"
              .formatted(
                  names.of(draft.table()), fanOut, names.of(kind.root().name()), MAX_FANOUT));
    }
    return back(ways) > MOST_WAYS
        ? Optional.of(
            "by %d ways %s leads to %s. Write those instead that values show, or take it out"
                .formatted(back(ways), names.of(draft.table()), names.of(kind.root().name())))
        : Optional.empty();
  }

  /** Of all ways together, as far as statistics tell. */
  private double fanOut(List<Route> found) {
    return found.stream().mapToDouble(route -> route.fanOut(schema).orElse(0)).sum();
  }

  private void addRules(TableDraft draft, RootKind kind, List<String> lines) {
    Map<String, String> rules = new LinkedHashMap<>();
    if (draft.own().contains(kind)) {
      rules.put(new Path(kind.root().primaryKey(), List.of()).toString(), "");
    }
    List<Route> back = draft.ways(kind).stream().filter(Route::isBack).toList();
    List<Route> left = back.subList(Math.min(back.size(), MOST_WAYS), back.size());
    for (Route route : draft.ways(kind)) {
      if (!left.contains(route)) {
        rules.put(route.path(schema, names::of).toString(), "# " + words(route));
      }
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
    if (!left.isEmpty()) {
      lines.addAll(
          YamlText.comment(
              "      ",
              "and %d ways more, such as %s"
                  .formatted(left.size(), left.get(0).path(schema, names::of))));
    }
  }

  private static String spaced(String comment) {
    return comment.isEmpty() ? "" : "  " + comment;
  }

  private String words(Route route) {
    OptionalDouble fanOut = route.fanOut(schema);
    if (!route.isBack()) {
      return "one";
    }
    return fanOut.isEmpty()
        ? "no statistics tell how many"
        : "about %,.0f".formatted(Math.max(1, fanOut.getAsDouble()));
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

  private record ByParent(RelationName table, RootKind kind, Route route) {

    RelationName parent() {
      return route.steps().get(0).to();
    }
  }

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

    List<Route> ways(RootKind kind) {
      return routes.getOrDefault(kind, List.of());
    }
  }
}
