package dev.freshet.rules;

import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Tags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** From {@code tables} of a rules file to each table's rules. */
final class TablesReader {

  /** Those of a table's entry that are no kinds. */
  static final List<String> WORDS =
      List.of("watch", "ignore", "when", "tags", "purge", "match", "on-missing-image");

  private final RulesNodes yaml;
  private final Map<Kind, KindRules> kinds;
  private final Map<String, Optional<ListingColumns>> matchers;
  private final Map<TableName, TableRules> tables = new LinkedHashMap<>();

  TablesReader(
      RulesNodes yaml, Map<Kind, KindRules> kinds, Map<String, Optional<ListingColumns>> matchers) {
    this.yaml = yaml;
    this.kinds = kinds;
    this.matchers = matchers;
  }

  /** The tables' rules, in the order of the file. */
  Map<TableName, TableRules> read(Node root, @Nullable Node node) {
    if (node == null) {
      yaml.problem(root, "\"tables\" is missing");
      return tables;
    }
    for (NodeTuple each : yaml.tuples(node, "tables")) {
      Optional<TableName> table = yaml.tried(each.getKeyNode(), TableName::of);
      if (table.isEmpty()) {
        continue;
      }
      if (isSystem(table.get())) {
        yaml.problem(
            each.getKeyNode(), table.get() + " is a table of the system, which no log carries");
      } else if (tables.containsKey(table.get())) {
        yaml.problem(each.getKeyNode(), "table %s is there twice".formatted(table.get()));
      }
      readTable(table.get(), each);
    }
    return tables;
  }

  private static boolean isSystem(TableName table) {
    return table
        .schema()
        .filter(schema -> schema.startsWith("pg_") || schema.equals("information_schema"))
        .isPresent();
  }

  private void readTable(TableName table, NodeTuple tuple) {
    List<RowRule> rules = new ArrayList<>();
    Optional<ListingColumns> listings = Optional.empty();
    boolean purges = false;
    List<Node> entries = RulesNodes.items(tuple.getValueNode());
    if (entries.isEmpty()) {
      yaml.problem(tuple.getValueNode(), "this makes nothing wrong: it names no kind");
    }
    for (Node entry : entries) {
      int before = yaml.found();
      Map<String, Node> parts = yaml.mapping(entry, "table " + table);
      refuseOthersOf(entry);
      Optional<RowRule> rule = readRule(entry, parts);
      if (rule.isEmpty() && !parts.containsKey("match") && yaml.found() == before) {
        yaml.problem(entry, "this makes nothing wrong: it names no kind");
      }
      rule.ifPresent(rules::add);
      @Nullable Node match = parts.get("match");
      if (match != null) {
        @Nullable Optional<ListingColumns> matcher = matchers.get(yaml.text(match));
        if (matcher == null) {
          yaml.problem(match, "there is no matcher " + yaml.text(match));
        } else {
          listings = matcher;
        }
      }
      @Nullable Node missing = parts.get("on-missing-image");
      if (missing != null) {
        purges = true;
        if (!yaml.text(missing).equals("purge")) {
          yaml.problem(missing, "on-missing-image can only be purge");
        }
      }
    }
    int line = tuple.getKeyNode().getStartMark().getLine() + 1;
    tables.put(table, new TableRules(table, line, rules, listings, purges));
  }

  private void refuseOthersOf(Node entry) {
    Set<String> words = new LinkedHashSet<>();
    kinds.keySet().forEach(kind -> words.add(kind.name()));
    words.addAll(WORDS);
    yaml.refuseOthers(entry, words, String.join(", ", words));
  }

  private Optional<RowRule> readRule(Node entry, Map<String, Node> parts) {
    List<KeyRule> keys = new ArrayList<>();
    parts.forEach(
        (word, node) -> {
          if (!WORDS.contains(word)) {
            kinds.values().stream()
                .filter(kind -> kind.kind().name().equals(word))
                .findFirst()
                .ifPresent(kind -> keys.addAll(keyRules(kind, node)));
          }
        });
    Optional.ofNullable(parts.get("tags")).ifPresent(tags -> keys.addAll(tagRules(tags)));
    Set<Kind> purges = new HashSet<>();
    @Nullable Node purge = parts.get("purge");
    if (purge != null) {
      for (Node each : RulesNodes.items(purge)) {
        yaml.tried(each, Kind::new)
            .ifPresent(
                kind -> {
                  if (!kinds.containsKey(kind)) {
                    yaml.problem(each, "there is no kind " + kind);
                  }
                  purges.add(kind);
                });
      }
    }
    Watch watch =
        watch(entry, parts.get("watch"), parts.get("ignore"))
            .byValue(
                Optional.ofNullable(parts.get("match"))
                    .flatMap(node -> matchers.getOrDefault(yaml.text(node), Optional.empty()))
                    .map(ListingColumns::price));
    List<Condition> when = new ArrayList<>();
    @Nullable Node conditions = parts.get("when");
    if (conditions != null) {
      for (Node each : RulesNodes.items(conditions)) {
        yaml.tried(each, Condition::of).ifPresent(when::add);
      }
    }
    if (keys.isEmpty() && purges.isEmpty()) {
      return Optional.empty();
    }
    int line = entry.getStartMark().getLine() + 1;
    return Optional.of(new RowRule(line, when, watch, keys, purges, false));
  }

  private List<KeyRule> keyRules(KindRules kind, Node node) {
    List<String> told = kind.told();
    String goal =
        "the key of kind %s has %d placeholders without values: %s"
            .formatted(kind.kind(), told.size(), String.join(", ", told));
    List<KeyRule> rules = new ArrayList<>();
    for (Node each : RulesNodes.items(node)) {
      source(each, told.size(), goal)
          .ifPresent(source -> rules.add(new KeyRule(kind.kind(), source, RulesNodes.line(each))));
    }
    return rules;
  }

  /**
   * Where the values come from.
   *
   * @param width how many there are to be
   * @param goal what they are for
   */
  private Optional<Source> source(Node node, int width, String goal) {
    if (node instanceof MappingNode) {
      return yaml.query(node, "a rule").map(query -> query);
    }
    Optional<Path> path = yaml.tried(node, Path::of);
    if (path.isPresent() && path.get().width() != width) {
      yaml.problem(
          node,
          "\"%s\" ends with %d values, and %s".formatted(path.get(), path.get().width(), goal));
    }
    return path.map(found -> found);
  }

  /** Readers may register any page under any tag, so each is a rule for each kind of pages. */
  private List<KeyRule> tagRules(Node node) {
    List<Kind> pages =
        kinds.values().stream().filter(KindRules::pages).map(KindRules::kind).toList();
    if (pages.isEmpty()) {
      yaml.problem(
          node,
          "there is no kind whose keys readers could register under tags. Give one \"pages: true\"");
      return List.of();
    }
    List<KeyRule> rules = new ArrayList<>();
    for (Node each : RulesNodes.items(node)) {
      if (each instanceof MappingNode) {
        for (NodeTuple tuple : yaml.tuples(each, "tags")) {
          yaml.tried(tuple.getKeyNode(), Tags::template)
              .ifPresent(tag -> rules.addAll(tagRules(tag, tuple.getValueNode(), pages)));
        }
      } else {
        yaml.tried(each, Tags::template)
            .ifPresent(tag -> addTag(tag, ownColumns(tag), RulesNodes.line(each), pages, rules));
      }
    }
    return rules;
  }

  private List<KeyRule> tagRules(KeyTemplate tag, Node node, List<Kind> pages) {
    String goal = "the tag %s has %d placeholders".formatted(tag, tag.placeholders().size());
    List<KeyRule> rules = new ArrayList<>();
    for (Node each : RulesNodes.items(node)) {
      source(each, tag.placeholders().size(), goal)
          .ifPresent(source -> addTag(tag, source, RulesNodes.line(each), pages, rules));
    }
    return rules;
  }

  private static void addTag(
      KeyTemplate tag, Source source, int line, List<Kind> pages, List<KeyRule> rules) {
    pages.forEach(kind -> rules.add(new KeyRule(kind, source, line, Optional.of(tag))));
  }

  /** A tag's placeholders are columns of the row. */
  private static Path ownColumns(KeyTemplate tag) {
    return new Path(tag.placeholders().stream().map(SqlName::one).toList(), List.of());
  }

  private Watch watch(Node entry, @Nullable Node watch, @Nullable Node ignore) {
    if (watch != null && ignore != null) {
      yaml.problem(entry, "give watch or ignore, not both");
    }
    if (watch != null) {
      List<Watched> watched = new ArrayList<>();
      for (Node each : RulesNodes.items(watch)) {
        yaml.tried(each, Watched::of).ifPresent(watched::add);
      }
      return Watch.of(watched);
    }
    if (ignore != null) {
      Set<String> ignored = new LinkedHashSet<>();
      for (Node each : RulesNodes.items(ignore)) {
        yaml.tried(each, SqlName::one).ifPresent(ignored::add);
      }
      return Watch.allBut(ignored);
    }
    return Watch.ALL;
  }
}
