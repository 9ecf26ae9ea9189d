package dev.freshet.rules;

import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** From the YAML of one rules file to rules, with all that is wrong with it at once. */
final class RulesReader {

  private static final int MOST_KINDS = 64;
  private static final int MOST_TEMPLATES = 8;

  /** Keys of one value: a change of one row makes them all. */
  private static final int MOST_VARIANTS = 10_000;

  /** Somebody is to read them. */
  private static final int MOST_PROBLEMS = 100;

  private static final int MAX_FANOUT = 10_000;

  private static final Set<String> FILE_WORDS =
      Set.of("freshet", "namespace", "kinds", "matchers", "tables", "limits");
  private static final Set<String> KIND_WORDS = Set.of("key", "values", "ttl", "pages");
  private static final List<String> ENTRY_WORDS =
      List.of("watch", "ignore", "when", "tags", "purge", "match", "on-missing-image");
  private static final Set<String> LISTING_COLUMNS =
      Set.of("id", "sku", "name", "category", "price", "currency", "in_stock", "created");

  private static final String LISTING_MATCHER = "catalog-listings";

  private static final Pattern DURATION = Pattern.compile("(?<count>[0-9]{1,6})(?<unit>s|m|h)");

  private final String file;
  private final Set<String> problems = new LinkedHashSet<>();

  /** How many there were, also of those that are not kept. */
  private int found;

  private final Map<Kind, KindRules> kinds = new LinkedHashMap<>();
  private final Map<TableName, TableRules> tables = new LinkedHashMap<>();
  private final Map<String, ListingColumns> matchers = new LinkedHashMap<>();
  private final Set<String> matcherNames = new HashSet<>();

  RulesReader(String file) {
    this.file = file;
  }

  Rules read(Node root) throws RulesException {
    Map<String, Node> parts = mapping(root, "the file");
    refuseOthers(root, FILE_WORDS, "freshet, namespace, kinds, tables, matchers, limits");
    version(root, parts.get("freshet"));
    Namespace namespace =
        tried(parts.get("namespace"), Namespace::new).orElse(new Namespace("products"));
    readKinds(root, parts.get("kinds"));
    readMatchers(parts.get("matchers"));
    readTables(root, parts.get("tables"));
    int maxFanout = maxFanout(parts.get("limits"));
    checkKeys(namespace, parts.get("kinds"));
    if (problems.isEmpty()) {
      checkReached(parts.get("kinds"));
    }
    if (!problems.isEmpty()) {
      throw new RulesException(List.copyOf(problems));
    }
    return new Rules(file, namespace, kinds, tables, Map.of(), Map.of(), maxFanout);
  }

  private void version(Node root, @Nullable Node version) {
    if (version == null) {
      problem(root, "\"freshet: 1\" is missing, the version of the format");
    } else if (!text(version).equals("1")) {
      problem(version, "this program reads version 1 of the format, not " + text(version));
    }
  }

  /** Readers would be told that such a kind is maintained. */
  private void checkReached(@Nullable Node node) {
    Set<Kind> reached = new HashSet<>();
    Set<Kind> found = new HashSet<>();
    for (TableRules table : tables.values()) {
      reached.addAll(table.kinds());
      table.listings().ifPresent(listings -> found.addAll(listings.kinds()));
      table.rules().stream()
          .flatMap(rule -> rule.keys().stream())
          .filter(key -> key.tag().isPresent())
          .forEach(key -> found.add(key.kind()));
    }
    for (NodeTuple each : tuples(Objects.requireNonNull(node), "kinds")) {
      Kind kind = new Kind(text(each.getKeyNode()));
      if (!reached.contains(kind)) {
        problem(
            each.getKeyNode(),
            "no table has a rule for kind %s, so nothing would delete its values".formatted(kind));
      } else if (Objects.requireNonNull(kinds.get(kind)).pages() && !found.contains(kind)) {
        problem(
            each.getKeyNode(),
            "no matcher and no tags of any table find the pages of kind %s. Give a table \"tags\", or take \"pages: true\" away"
                .formatted(kind));
      }
    }
  }

  private void readKinds(Node root, @Nullable Node node) {
    if (node == null) {
      problem(root, "\"kinds\" is missing");
      return;
    }
    for (NodeTuple each : tuples(node, "kinds")) {
      Optional<Kind> kind = tried(each.getKeyNode(), Kind::new);
      if (kind.isEmpty()) {
        continue;
      }
      if (ENTRY_WORDS.contains(kind.get().name())) {
        problem(
            each.getKeyNode(),
            "a kind cannot be called %s, which is a word of the rules".formatted(kind.get()));
      }
      readKind(kind.get(), each.getValueNode()).ifPresent(rules -> kinds.put(kind.get(), rules));
    }
    if (kinds.size() > MOST_KINDS) {
      problem(node, "%d kinds, and %d are the most".formatted(kinds.size(), MOST_KINDS));
    }
  }

  private Optional<KindRules> readKind(Kind kind, Node node) {
    Map<String, Node> parts = mapping(node, "kind " + kind);
    refuseOthers(node, KIND_WORDS, "key, values, ttl, pages");
    @Nullable Node key = parts.get("key");
    List<KeyTemplate> templates = new ArrayList<>();
    if (key == null) {
      problem(node, "kind %s has no key, such as \"%s:{id}\"".formatted(kind, kind));
    } else {
      List<Node> keys = items(key);
      if (keys.isEmpty() || keys.size() > MOST_TEMPLATES) {
        problem(
            key,
            "kind %s has %d keys; from 1 to %d it can"
                .formatted(kind, keys.size(), MOST_TEMPLATES));
        return Optional.empty();
      }
      for (Node each : keys) {
        tried(each, KeyTemplate::new).ifPresent(templates::add);
      }
    }
    if (templates.isEmpty()) {
      return Optional.empty();
    }
    Set<String> placeholders = Set.copyOf(templates.get(0).placeholders());
    for (KeyTemplate template : templates) {
      if (!Set.copyOf(template.placeholders()).equals(placeholders)) {
        problem(node, "%s and %s have other placeholders".formatted(templates.get(0), template));
      }
    }
    boolean pages = flag(parts.get("pages"));
    Duration ttl = duration(parts.get("ttl")).orElse(Lifetimes.TTL);
    if (pages && ttl.compareTo(Lifetimes.TTL) > 0) {
      problem(node, "kind %s has pages, which live at most 5m".formatted(kind));
    }
    Map<String, ValueSet> values = values(parts.get("values"), placeholders, kind);
    if (values.keySet().containsAll(placeholders) && !placeholders.isEmpty() && !pages) {
      problem(node, "no placeholder of kind %s is left for a row to tell".formatted(kind));
    }
    return Optional.of(new KindRules(kind, templates, values, ttl, pages));
  }

  private Map<String, ValueSet> values(@Nullable Node node, Set<String> placeholders, Kind kind) {
    Map<String, ValueSet> values = new LinkedHashMap<>();
    if (node == null) {
      return values;
    }
    for (NodeTuple each : tuples(node, "values")) {
      String placeholder = text(each.getKeyNode());
      if (!placeholders.contains(placeholder)) {
        problem(
            each.getKeyNode(),
            "the key of kind %s has no placeholder {%s}".formatted(kind, placeholder));
      }
      if (each.getValueNode() instanceof MappingNode) {
        query(each.getValueNode(), "values")
            .ifPresent(
                query -> {
                  if (!query.columns().isEmpty()) {
                    problem(
                        each.getValueNode(),
                        "a query for values has no row, so no parameter :"
                            + query.columns().get(0));
                  }
                  values.put(placeholder, new ValueSet(List.of(), Optional.of(query)));
                });
      } else {
        List<String> listed = texts(each.getValueNode());
        if (listed.isEmpty()) {
          problem(
              each.getValueNode(), "no value of {%s} is listed, so no key".formatted(placeholder));
        }
        values.put(placeholder, new ValueSet(listed, Optional.empty()));
      }
    }
    double variants =
        values.values().stream()
            .filter(set -> set.query().isEmpty())
            .mapToDouble(set -> set.listed().size())
            .reduce(1, (all, each) -> all * each);
    if (variants > MOST_VARIANTS) {
      problem(
          node,
          "the values of kind %s make %,.0f keys of each, and %,d are the most"
              .formatted(kind, variants, MOST_VARIANTS));
    }
    return values;
  }

  private Optional<Query> query(Node node, String what) {
    Map<String, Node> parts = mapping(node, what);
    refuseOthers(node, Set.of("sql"), "sql");
    @Nullable Node sql = parts.get("sql");
    if (sql == null) {
      problem(node, "\"sql\" is missing");
      return Optional.empty();
    }
    String text = text(sql).strip();
    if (text.endsWith(";")) {
      problem(sql, "a query is one statement, without a semicolon");
    }
    return Optional.of(Query.of(text));
  }

  private void readMatchers(@Nullable Node node) {
    if (node == null) {
      return;
    }
    for (NodeTuple each : tuples(node, "matchers")) {
      Node matcher = each.getValueNode();
      matcherNames.add(text(each.getKeyNode()));
      Map<String, Node> parts = mapping(matcher, "a matcher");
      refuseOthers(matcher, Set.of("use", "columns"), "use, columns");
      @Nullable Node use = parts.get("use");
      if (use == null || !text(use).equals(LISTING_MATCHER)) {
        problem(matcher, "\"use\" must be " + LISTING_MATCHER);
      }
      listingColumns(matcher, parts.get("columns"))
          .ifPresent(columns -> matchers.put(text(each.getKeyNode()), columns));
    }
  }

  private Optional<ListingColumns> listingColumns(Node matcher, @Nullable Node node) {
    Map<String, Node> columns = node == null ? Map.of() : mapping(node, "columns");
    if (node != null) {
      refuseOthers(node, LISTING_COLUMNS, String.join(", ", new TreeSet<>(LISTING_COLUMNS)));
    }
    List<String> missing =
        LISTING_COLUMNS.stream().filter(name -> !columns.containsKey(name)).sorted().toList();
    Set<Kind> pages =
        kinds.values().stream()
            .filter(KindRules::pages)
            .map(KindRules::kind)
            .collect(Collectors.toSet());
    if (!pages.equals(Set.of(new Kind("listing"), new Kind("category")))) {
      problem(matcher, LISTING_MATCHER + " is for the kinds listing and category, with pages");
      return Optional.empty();
    }
    if (!missing.isEmpty()) {
      problem(matcher, "columns lacks " + String.join(", ", missing));
      return Optional.empty();
    }
    Function<String, Optional<String>> column = name -> tried(columns.get(name), SqlName::one);
    Optional<Watched> inStock = tried(columns.get("in_stock"), Watched::of);
    if (inStock.isPresent() && !(inStock.get() instanceof Watched.Comparison)) {
      problem(matcher, "in_stock is a comparison, such as stock > 0");
      return Optional.empty();
    }
    List<Optional<String>> names =
        List.of("id", "sku", "name", "category", "price", "currency", "created").stream()
            .map(column)
            .toList();
    if (inStock.isEmpty() || names.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    List<String> all = names.stream().map(Optional::orElseThrow).toList();
    return Optional.of(
        new ListingColumns(
            all.get(0),
            all.get(1),
            all.get(2),
            all.get(3),
            all.get(4),
            all.get(5),
            (Watched.Comparison) inStock.get(),
            all.get(6),
            pages));
  }

  private void readTables(Node root, @Nullable Node node) {
    if (node == null) {
      problem(root, "\"tables\" is missing");
      return;
    }
    for (NodeTuple each : tuples(node, "tables")) {
      Optional<TableName> table = tried(each.getKeyNode(), TableName::of);
      if (table.isEmpty()) {
        continue;
      }
      if (isSystem(table.get())) {
        problem(each.getKeyNode(), table.get() + " is a table of the system, which no log carries");
      } else if (tables.containsKey(table.get())) {
        problem(each.getKeyNode(), "table %s is there twice".formatted(table.get()));
      }
      readTable(table.get(), each);
    }
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
    List<Node> entries = items(tuple.getValueNode());
    if (entries.isEmpty()) {
      problem(tuple.getValueNode(), "this makes nothing wrong: it names no kind");
    }
    for (Node entry : entries) {
      int before = found;
      Map<String, Node> parts = mapping(entry, "table " + table);
      refuseOthersOf(entry);
      Optional<RowRule> rule = readRule(entry, parts);
      if (rule.isEmpty() && !parts.containsKey("match") && found == before) {
        problem(entry, "this makes nothing wrong: it names no kind");
      }
      rule.ifPresent(rules::add);
      @Nullable Node match = parts.get("match");
      if (match != null) {
        listings = Optional.ofNullable(matchers.get(text(match)));
        if (!matcherNames.contains(text(match))) {
          problem(match, "there is no matcher " + text(match));
        }
      }
      @Nullable Node missing = parts.get("on-missing-image");
      if (missing != null) {
        purges = true;
        if (!text(missing).equals("purge")) {
          problem(missing, "on-missing-image can only be purge");
        }
      }
    }
    int line = tuple.getKeyNode().getStartMark().getLine() + 1;
    tables.put(table, new TableRules(table, line, rules, listings, purges));
  }

  private void refuseOthersOf(Node entry) {
    Set<String> words = new LinkedHashSet<>();
    kinds.keySet().forEach(kind -> words.add(kind.name()));
    words.addAll(ENTRY_WORDS);
    refuseOthers(entry, words, String.join(", ", words));
  }

  private Optional<RowRule> readRule(Node entry, Map<String, Node> parts) {
    List<KeyRule> keys = new ArrayList<>();
    parts.forEach(
        (word, node) -> {
          if (!ENTRY_WORDS.contains(word)) {
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
      for (Node each : items(purge)) {
        tried(each, Kind::new)
            .ifPresent(
                kind -> {
                  if (!kinds.containsKey(kind)) {
                    problem(each, "there is no kind " + kind);
                  }
                  purges.add(kind);
                });
      }
    }
    Watch watch =
        watch(entry, parts.get("watch"), parts.get("ignore"))
            .byValue(
                Optional.ofNullable(parts.get("match"))
                    .map(node -> matchers.get(text(node)))
                    .map(ListingColumns::price));
    List<Condition> when = new ArrayList<>();
    @Nullable Node conditions = parts.get("when");
    if (conditions != null) {
      for (Node each : items(conditions)) {
        tried(each, Condition::of).ifPresent(when::add);
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
    for (Node each : items(node)) {
      source(each, told.size(), goal)
          .ifPresent(source -> rules.add(new KeyRule(kind.kind(), source, line(each))));
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
      return query(node, "a rule").map(query -> query);
    }
    Optional<Path> path = tried(node, Path::of);
    if (path.isPresent() && path.get().width() != width) {
      problem(
          node,
          "\"%s\" ends with %d values, and %s".formatted(path.get(), path.get().width(), goal));
    }
    return path.map(found -> found);
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /** Readers may register any page under any tag, so each is a rule for each kind of pages. */
  private List<KeyRule> tagRules(Node node) {
    List<Kind> pages =
        kinds.values().stream().filter(KindRules::pages).map(KindRules::kind).toList();
    if (pages.isEmpty()) {
      problem(
          node,
          "there is no kind whose keys readers could register under tags. Give one \"pages: true\"");
      return List.of();
    }
    List<KeyRule> rules = new ArrayList<>();
    for (Node each : items(node)) {
      if (each instanceof MappingNode) {
        for (NodeTuple tuple : tuples(each, "tags")) {
          tried(tuple.getKeyNode(), Tags::template)
              .ifPresent(tag -> rules.addAll(tagRules(tag, tuple.getValueNode(), pages)));
        }
      } else {
        tried(each, Tags::template)
            .ifPresent(tag -> addTag(tag, ownColumns(tag), line(each), pages, rules));
      }
    }
    return rules;
  }

  private List<KeyRule> tagRules(KeyTemplate tag, Node node, List<Kind> pages) {
    String goal = "the tag %s has %d placeholders".formatted(tag, tag.placeholders().size());
    List<KeyRule> rules = new ArrayList<>();
    for (Node each : items(node)) {
      source(each, tag.placeholders().size(), goal)
          .ifPresent(source -> addTag(tag, source, line(each), pages, rules));
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
      problem(entry, "give watch or ignore, not both");
    }
    if (watch != null) {
      List<Watched> watched = new ArrayList<>();
      for (Node each : items(watch)) {
        tried(each, Watched::of).ifPresent(watched::add);
      }
      return Watch.of(watched);
    }
    if (ignore != null) {
      Set<String> ignored = new LinkedHashSet<>();
      for (Node each : items(ignore)) {
        tried(each, SqlName::one).ifPresent(ignored::add);
      }
      return Watch.allBut(ignored);
    }
    return Watch.ALL;
  }

  private int maxFanout(@Nullable Node limits) {
    if (limits == null) {
      return MAX_FANOUT;
    }
    Map<String, Node> parts = mapping(limits, "limits");
    refuseOthers(limits, Set.of("max-fanout"), "max-fanout");
    @Nullable Node fanout = parts.get("max-fanout");
    if (fanout == null) {
      return MAX_FANOUT;
    }
    if (!text(fanout).matches("[1-9][0-9]{0,5}")) {
      problem(fanout, "max-fanout is a number from 1 to 999999");
      return MAX_FANOUT;
    }
    return Integer.parseInt(text(fanout));
  }

  /** No key may be of two kinds, or one of Freshet's own. */
  private void checkKeys(Namespace namespace, @Nullable Node node) {
    List<KindRules> all = List.copyOf(kinds.values());
    for (int i = 0; i < all.size(); i++) {
      Kind kind = all.get(i).kind();
      for (KeyTemplate template : all.get(i).templates()) {
        if (namespace.isReserved(template.prefix())) {
          problem(
              node,
              "%s is among the keys that Freshet needs itself, %s:invalidation:..."
                  .formatted(template, namespace.name()));
        }
        for (KindRules other : all.subList(i + 1, all.size())) {
          other.templates().stream()
              .filter(template::mayEqual)
              .forEach(
                  same ->
                      problem(
                          node,
                          "a key may be of kind %s and of kind %s: %s, %s"
                              .formatted(kind, other.kind(), template, same)));
        }
      }
    }
  }

  private Optional<Duration> duration(@Nullable Node node) {
    if (node == null) {
      return Optional.empty();
    }
    Matcher matcher = DURATION.matcher(text(node));
    if (!matcher.matches()) {
      problem(node, "\"%s\" is no time such as 30s, 5m or 1h".formatted(text(node)));
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group("count"));
    Duration duration =
        switch (matcher.group("unit")) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (duration.isZero()) {
      problem(node, "a time must be positive");
    }
    return Optional.of(duration);
  }

  private boolean flag(@Nullable Node node) {
    if (node == null || text(node).equals("false")) {
      return false;
    }
    if (!text(node).equals("true")) {
      problem(node, "\"%s\" is neither true nor false".formatted(text(node)));
    }
    return true;
  }

  private <T> Optional<T> tried(@Nullable Node node, Function<String, T> parse) {
    if (node == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(text(node)));
    } catch (IllegalArgumentException e) {
      problem(node, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Map<String, Node> mapping(Node node, String what) {
    Map<String, Node> parts = new LinkedHashMap<>();
    for (NodeTuple tuple : tuples(node, what)) {
      parts.put(text(tuple.getKeyNode()), tuple.getValueNode());
    }
    return parts;
  }

  private List<NodeTuple> tuples(Node node, String what) {
    if (!(node instanceof MappingNode mapping)) {
      problem(node, what + " must have names and values");
      return List.of();
    }
    Set<String> names = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!names.add(text(tuple.getKeyNode()))) {
        problem(tuple.getKeyNode(), text(tuple.getKeyNode()) + " is there twice");
      }
    }
    return mapping.getValue();
  }

  private void refuseOthers(Node node, Set<String> words, String listed) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String word = text(tuple.getKeyNode());
        if (!words.contains(word)) {
          problem(
              tuple.getKeyNode(),
              "\"%s\" is none of %s%s"
                  .formatted(word, listed, NearestName.suggestion(word, words)));
        }
      }
    }
  }

  private static List<Node> items(Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
  }

  private List<String> texts(Node node) {
    return items(node).stream().map(this::text).toList();
  }

  private String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      if (!isText(scalar.getValue())) {
        problem(node, "here is a character that no text has: \\0, or half of one");
      }
      return scalar.getValue();
    }
    problem(node, "here must be one value");
    return "";
  }

  /** Neither PostgreSQL nor UTF-8 has the others, which YAML can write by their numbers. */
  private static boolean isText(String text) {
    return text.codePoints()
        .noneMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private void problem(@Nullable Node node, String what) {
    int line = node == null ? 1 : node.getStartMark().getLine() + 1;
    found++;
    if (problems.size() < MOST_PROBLEMS) {
      problems.add("%s:%d: %s".formatted(file, line, what));
    } else if (problems.size() == MOST_PROBLEMS) {
      problems.add(file + ": and more, which it says when these are mended");
    }
  }
}
