package dev.freshet.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import dev.freshet.rules.tags.TagIndex;
import dev.freshet.rules.tags.TagRefusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of which tables make which keys wrong. Immutable.
 *
 * <p>A path that looks up is right as long as the rows that it comes by stay where they are. So the
 * table of each hop has rules too, which follow from the path: a row that is linked otherwise than
 * before, is new, or is gone makes wrong what the rest of the path finds from it, as it was and as
 * it is.
 *
 * <p>The values in a key that a query tells may have been others when a reader wrote the key, and
 * those that have come and gone in between nobody knows. So a change of a table that the query
 * reads purges the kind, unless the file says which changes do.
 */
public final class Rules {

  private static final int FINGERPRINT_BYTES = 8;

  private final String file;
  private final Namespace namespace;
  private final Map<Kind, KindRules> kinds;
  private final Map<TableName, TableRules> written;
  private final Map<TableName, TableRules> tables;
  private final Map<TableName, TableFacts> facts;
  private final Map<Query, Set<TableName>> reads;
  private final int maxFanout;
  private final KeySpace keys;
  private final Set<Kind> pages;

  /** The tables that paths and queries come by. */
  private final Set<TableName> links;

  /** The queries for values, by the tables that they read. */
  private final Map<TableName, Set<Query>> valueQueries = new TreeMap<>();

  /**
   * @param file what messages call it
   * @param written the rules that the file has
   * @param facts of the tables, as far as known, which the rules have already
   * @param reads the tables that each query reads, as far as known
   * @param maxFanout how many keys one row may lead to before its kind is purged instead
   */
  Rules(
      String file,
      Namespace namespace,
      Map<Kind, KindRules> kinds,
      Map<TableName, TableRules> written,
      Map<TableName, TableFacts> facts,
      Map<Query, Set<TableName>> reads,
      int maxFanout) {
    this.file = file;
    this.namespace = namespace;
    this.kinds = Collections.unmodifiableMap(new TreeMap<>(kinds));
    this.written = Collections.unmodifiableMap(new TreeMap<>(written));
    this.facts = Map.copyOf(facts);
    this.reads = Map.copyOf(reads);
    this.maxFanout = maxFanout;
    this.tables = Collections.unmodifiableMap(withDerived(written, this.kinds, this.reads));
    this.keys =
        new KeySpace(
            namespace,
            kinds.values().stream()
                .collect(Collectors.toMap(KindRules::kind, KindRules::templates)));
    this.pages =
        kinds.values().stream()
            .filter(KindRules::pages)
            .map(KindRules::kind)
            .collect(Collectors.toCollection(TreeSet::new));
    this.links =
        Stream.concat(
                reads.values().stream().flatMap(Set::stream),
                keyRules(written).stream()
                    .map(KeyRule::source)
                    .filter(Path.class::isInstance)
                    .map(Path.class::cast)
                    .flatMap(path -> path.hops().stream())
                    .map(Hop::table))
            .collect(Collectors.toSet());
    for (KindRules kind : kinds.values()) {
      for (Query query : kind.queries()) {
        this.reads
            .getOrDefault(query, Set.of())
            .forEach(
                table ->
                    valueQueries.computeIfAbsent(table, any -> new LinkedHashSet<>()).add(query));
      }
    }
  }

  private static Map<TableName, TableRules> withDerived(
      Map<TableName, TableRules> written,
      Map<Kind, KindRules> kinds,
      Map<Query, Set<TableName>> reads) {
    Map<TableName, List<RowRule>> derived = new TreeMap<>();
    for (KeyRule key : keyRules(written)) {
      if (key.source() instanceof Path path) {
        for (int hop = 0; hop < path.hops().size(); hop++) {
          RowRule rule = RowRule.derived(key, path, hop);
          derived
              .computeIfAbsent(path.hops().get(hop).table(), table -> new ArrayList<>())
              .add(rule);
        }
      }
    }
    for (KindRules kind : kinds.values()) {
      for (Query query : kind.queries()) {
        for (TableName table : reads.getOrDefault(query, Set.of())) {
          if (!isPurged(kind.kind(), written.get(table))) {
            derived
                .computeIfAbsent(table, any -> new ArrayList<>())
                .add(RowRule.derivedPurge(kind.kind()));
          }
        }
      }
    }
    // Their tables must be captured, be it only for a TRUNCATE.
    reads.values().forEach(all -> all.forEach(table -> derived.putIfAbsent(table, List.of())));
    Map<TableName, TableRules> all = new TreeMap<>(written);
    derived.forEach(
        (table, rules) -> {
          TableRules own =
              written.getOrDefault(
                  table, new TableRules(table, 0, List.of(), Optional.empty(), false));
          Set<RowRule> merged = new LinkedHashSet<>(own.rules());
          rules.stream().filter(rule -> !isCovered(rule, own)).forEach(merged::add);
          all.put(
              table,
              new TableRules(
                  table,
                  own.line(),
                  List.copyOf(merged),
                  own.listings(),
                  own.purgesWithoutImage()));
        });
    return all;
  }

  /** Whether the file says which changes of the table purge the kind. */
  private static boolean isPurged(Kind kind, @Nullable TableRules own) {
    return own != null
        && own.rules().stream()
            .anyMatch(rule -> rule.when().isEmpty() && rule.purges().contains(kind));
  }

  /** Whether the table has the same rule, written for each of its changes. */
  private static boolean isCovered(RowRule derived, TableRules own) {
    if (derived.keys().isEmpty()) {
      return false;
    }
    KeyRule key = derived.keys().get(0);
    return own.rules().stream()
        .filter(rule -> rule.when().isEmpty() && rule.watch().equals(Watch.ALL))
        .flatMap(rule -> rule.keys().stream())
        .anyMatch(same -> same.isLike(key));
  }

  private static List<KeyRule> keyRules(Map<TableName, TableRules> tables) {
    return tables.values().stream()
        .flatMap(table -> table.rules().stream())
        .flatMap(rule -> rule.keys().stream())
        .toList();
  }

  /** What messages call the file. */
  public String file() {
    return file;
  }

  public Namespace namespace() {
    return namespace;
  }

  /** How the keys of all kinds are written. */
  public KeySpace keys() {
    return keys;
  }

  /** All kinds, in the order of their names. */
  public Set<Kind> kinds() {
    return kinds.keySet();
  }

  /**
   * A kind's rules.
   *
   * @throws IllegalArgumentException if there is no such kind
   */
  public KindRules kind(Kind kind) {
    @Nullable KindRules found = kinds.get(kind);
    if (found == null) {
      throw new IllegalArgumentException("no kind " + kind);
    }
    return found;
  }

  /** The kinds whose keys readers register. */
  public Set<Kind> pages() {
    return Collections.unmodifiableSet(pages);
  }

  /** The tables whose changes matter, those of hops and queries too. */
  public Set<TableName> tables() {
    return tables.keySet();
  }

  /** The kinds that any change of the table can make wrong; all, if it is not known. */
  public Set<Kind> kindsOf(TableName table) {
    @Nullable TableRules rules = tables.get(table);
    if (rules == null) {
      return kinds();
    }
    Set<Kind> all = new TreeSet<>(rules.kinds());
    all.addAll(kindsRead(table));
    return all;
  }

  /** The kinds of which a query, for keys or for values in them, reads the table. */
  private Set<Kind> kindsRead(TableName table) {
    Set<Kind> reading = new TreeSet<>();
    keyRules(written).stream()
        .filter(key -> key.source() instanceof Query query && isRead(query, table))
        .forEach(key -> reading.add(key.kind()));
    kinds.values().stream()
        .filter(kind -> kind.queries().stream().anyMatch(query -> isRead(query, table)))
        .forEach(kind -> reading.add(kind.kind()));
    return reading;
  }

  private boolean isRead(Query query, TableName table) {
    return reads.getOrDefault(query, Set.of()).contains(table);
  }

  /** How many keys one row may lead to before its kind is purged instead. */
  public int maxFanout() {
    return maxFanout;
  }

  /**
   * What the change makes wrong.
   *
   * @throws IllegalArgumentException if the change lacks what it must have
   */
  public AffectedKeys affectedBy(RowChange change) {
    @Nullable TableRules rules = tables.get(change.table());
    if (rules == null) {
      throw new IllegalArgumentException("no rules for table " + change.table());
    }
    AffectedKeys affected = rules.affectedBy(change);
    if (change.operation() != Operation.TRUNCATE || reads.isEmpty()) {
      return affected;
    }
    AffectedKeys.Builder all = new AffectedKeys.Builder();
    kindsOf(change.table()).forEach(kind -> all.purge(PurgeReason.TRUNCATE, kind));
    return all.build();
  }

  /**
   * The columns that say which row this is, as far as the rules tell: its id, or what they need.
   */
  public Set<String> identifying(RowChange change) {
    boolean hasId = change.images().stream().anyMatch(row -> row.tells("id"));
    @Nullable TableRules rules = tables.get(change.table());
    return hasId || rules == null ? Set.of("id") : new TreeSet<>(rules.needed());
  }

  /** The columns that the rules need of each image, and that the row lacks. */
  public List<String> lacking(TableName table, Row row) {
    @Nullable TableRules rules = tables.get(table);
    return rules == null ? List.of() : rules.lacking(row);
  }

  /**
   * The keys of a value in all its variants.
   *
   * @param answers what the queries for values have found
   */
  public Set<CacheKey> keys(Target target, Function<Query, List<String>> answers) {
    return kind(target.kind()).keys(target.parts(), answers);
  }

  /** How many look-ups one after the other this one stands for. */
  public int depth(Lookup lookup) {
    return depth(lookup.source(), new HashSet<>());
  }

  /**
   * A query counts for one more than the deepest rule for a table that it reads: what it may miss,
   * that rule finds.
   */
  private int depth(Source source, Set<Query> through) {
    if (source instanceof Path path) {
      return path.hops().size();
    }
    Query query = (Query) source;
    if (!through.add(query)) {
      return Path.MOST_HOPS;
    }
    int deepest =
        reads.getOrDefault(query, Set.of()).stream()
            .flatMap(table -> Optional.ofNullable(tables.get(table)).stream())
            .flatMap(rules -> rules.rules().stream())
            .flatMap(rule -> rule.keys().stream())
            .filter(key -> key.source().looksUp())
            .mapToInt(key -> depth(key.source(), through))
            .max()
            .orElse(0);
    return deepest + 1;
  }

  /** Whether a path or a query comes by this table, so that its changes may lead it elsewhere. */
  public boolean isLink(TableName table) {
    return links.contains(table);
  }

  /** The queries for values whose answers a change of this table may alter. */
  public Set<Query> valuesRead(TableName table) {
    return valueQueries.getOrDefault(table, Set.of());
  }

  /**
   * Stands for the rules of each kind: another text if one of them is another, or its keys are
   * written otherwise.
   */
  public Map<Kind, String> fingerprints() {
    Map<Kind, String> all = new TreeMap<>();
    kinds.forEach((kind, rules) -> all.put(kind, hash(lines(rules))));
    return all;
  }

  private List<String> lines(KindRules rules) {
    List<String> lines = new ArrayList<>();
    rules.templates().forEach(template -> lines.add("key " + template));
    lines.add("pages " + rules.pages());
    rules.values().forEach((name, set) -> lines.add("values " + name + " " + set));
    for (TableRules table : written.values()) {
      table.listings().filter(columns -> columns.kinds().contains(rules.kind())).stream()
          .map(columns -> table.table() + " " + columns.fingerprint())
          .forEach(lines::add);
      for (RowRule rule : table.rules()) {
        if (rule.kinds().contains(rules.kind())) {
          lines.add(
              "%s %s %s %s %s"
                  .formatted(
                      table.table(),
                      rule.when(),
                      rule.watch(),
                      rule.keys().stream()
                          .filter(key -> key.kind().equals(rules.kind()))
                          .map(KeyRule::fingerprint)
                          .toList(),
                      rule.purges().contains(rules.kind())));
        }
      }
    }
    Collections.sort(lines);
    return lines;
  }

  private static String hash(List<String> lines) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(String.join("\n", lines).getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * An empty index of pages under the tags that these rules give to changes.
   *
   * @param onRefused called for each page that is refused
   */
  public TagIndex tagIndex(Consumer<TagRefusal> onRefused) {
    Set<KeyTemplate> templates =
        keyRules(written).stream().flatMap(key -> key.tag().stream()).collect(Collectors.toSet());
    return new TagIndex(keys, pages, templates, onRefused);
  }

  /**
   * The listings and category pages that changes are compared with; none without a matcher, as
   * nothing would delete them.
   */
  public ListedPages listedPages() {
    return written.values().stream().anyMatch(table -> table.listings().isPresent())
        ? new ListedPages(keys)
        : ListedPages.NONE;
  }

  /** The columns of a table that a matcher compares; empty if it has none. */
  public Optional<MatchedColumns> matched(TableName table) {
    return listings(table).map(ListingColumns::matched);
  }

  /** Where listings find what they show of a table's rows; empty if they show none. */
  Optional<ListingColumns> listings(TableName table) {
    return Optional.ofNullable(tables.get(table)).flatMap(TableRules::listings);
  }

  /**
   * What look-ups read of each table: the columns that paths come by, as far as they are known; all
   * columns, an empty set, of those that queries read.
   */
  public Map<TableName, Set<String>> lookedUp() {
    Map<TableName, Set<String>> columns = new TreeMap<>();
    keyRules(written).stream()
        .map(KeyRule::source)
        .filter(Path.class::isInstance)
        .map(Path.class::cast)
        .flatMap(path -> path.hops().stream())
        .forEach(
            hop ->
                columns.computeIfAbsent(hop.table(), any -> new TreeSet<>()).addAll(hop.links()));
    reads.values().forEach(read -> read.forEach(table -> columns.put(table, Set.of())));
    return columns;
  }

  /** The rules in words, a line for each: the kinds, then the tables. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    Map<Kind, String> fingerprints = fingerprints();
    kinds.forEach(
        (kind, rules) ->
            lines.add(
                "kind %s  %s%s  (%s)"
                    .formatted(
                        kind,
                        rules.templates().stream()
                            .map(KeyTemplate::toString)
                            .collect(Collectors.joining(", ")),
                        rules.pages() ? "  registered by readers" : "",
                        fingerprints.get(kind))));
    tables.forEach(
        (table, rules) -> {
          lines.add("table " + table);
          Map<String, Set<Integer>> derived = new LinkedHashMap<>();
          for (RowRule rule : rules.rules()) {
            if (rule.isDerived()) {
              rule.lines()
                  .forEach(
                      line ->
                          derived.computeIfAbsent(line, any -> new TreeSet<>()).add(rule.line()));
            } else {
              lines.addAll(rule.lines());
            }
          }
          derived.forEach((line, from) -> lines.add(line + follows(from)));
          rules
              .listings()
              .ifPresent(
                  listings ->
                      lines.add(
                          "  the pages of " + new TreeSet<>(listings.kinds()) + " that show it"));
        });
    return lines;
  }

  private static String follows(Set<Integer> from) {
    return "  (follows from %s %s)"
        .formatted(
            from.size() == 1 ? "line" : "lines",
            from.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  /** Whether anything is asked of the database. */
  public boolean looksUp() {
    return !lookedUp().isEmpty() || !queries().isEmpty();
  }

  /** The queries, for keys or for values in them. */
  public Set<Query> queries() {
    Set<Query> queries = new LinkedHashSet<>();
    kinds.values().forEach(kind -> queries.addAll(kind.queries()));
    keyRules(written).stream()
        .map(KeyRule::source)
        .filter(Query.class::isInstance)
        .map(Query.class::cast)
        .forEach(queries::add);
    return queries;
  }

  /**
   * The same rules, with what the database knows.
   *
   * @param known of the tables
   */
  public Rules with(Map<TableName, TableFacts> known) {
    Map<TableName, TableRules> resolved = new LinkedHashMap<>();
    written.forEach((table, rules) -> resolved.put(table, rules.with(known)));
    return new Rules(file, namespace, kinds, resolved, known, reads, maxFanout);
  }

  /** The same rules, with the tables that queries read, by the queries' texts. */
  public Rules reading(Map<String, Set<TableName>> tablesRead) {
    Map<Query, Set<TableName>> known = new LinkedHashMap<>();
    queries().forEach(query -> known.put(query, tablesRead.getOrDefault(query.text(), Set.of())));
    return new Rules(file, namespace, kinds, written, facts, known, maxFanout);
  }

  /** The same rules as they are written, with what the database knows. */
  public Rules with(DatabaseFacts known) {
    return with(known.tables()).reading(known.reads());
  }

  /** What these rules have of the database. */
  public DatabaseFacts facts() {
    Map<String, Set<TableName>> byText = new TreeMap<>();
    reads.forEach((query, tablesRead) -> byText.put(query.text(), tablesRead));
    return new DatabaseFacts(facts, byText);
  }

  /** The tables with rules that are written in the file. */
  public Set<TableName> writtenTables() {
    return written.keySet();
  }

  /** Where the first rule for the table is, such as {@code rules.yml:14}. */
  public String place(TableName table) {
    @Nullable TableRules own = written.get(table);
    return own == null ? place(derivedLine(table)) : place(own.line());
  }

  /**
   * By which columns of its rows the change makes this wrong, and where that is written, such as
   * {@code id (rules.yml:14)}.
   */
  public String way(RowChange change, Target target) {
    return ways(change, affected -> affected.targets().contains(target));
  }

  /** By which columns the change has this tag, and where that is written. */
  public String way(RowChange change, String tag) {
    return ways(change, affected -> affected.tags().contains(tag));
  }

  /** By which path or query the change looks this up, and where that is written. */
  public String way(RowChange change, Lookup lookup) {
    return ways(change, affected -> affected.lookups().contains(lookup));
  }

  private String ways(RowChange change, Predicate<AffectedKeys> isMeant) {
    Map<Source, Set<String>> places =
        Optional.ofNullable(tables.get(change.table())).stream()
            .flatMap(rules -> rules.rules().stream())
            .flatMap(
                rule ->
                    rule.keys().stream().filter(key -> isMeant.test(rule.affectedBy(change, key))))
            .sorted(Comparator.comparing(KeyRule::line))
            .collect(
                Collectors.groupingBy(
                    KeyRule::source,
                    LinkedHashMap::new,
                    Collectors.mapping(
                        key -> place(key.line()), Collectors.toCollection(LinkedHashSet::new))));
    return places.entrySet().stream()
        .map(each -> "%s (%s)".formatted(each.getKey(), String.join(", ", each.getValue())))
        .collect(Collectors.joining(", "));
  }

  /** A line of the file, for messages. */
  public String place(int line) {
    return file + ":" + line;
  }

  private int derivedLine(TableName table) {
    return Optional.ofNullable(tables.get(table)).stream()
        .flatMap(rules -> rules.rules().stream())
        .mapToInt(RowRule::line)
        .findFirst()
        .orElse(1);
  }

  /** The rules for keys of a table that are written in the file. */
  public List<KeyRule> keyRules(TableName table) {
    @Nullable TableRules own = written.get(table);
    return own == null ? List.of() : own.rules().stream().flatMap(r -> r.keys().stream()).toList();
  }

  /** The columns of the table that are named in the file, or that paths come by. */
  public Set<String> columns(TableName table) {
    @Nullable TableRules all = tables.get(table);
    Set<String> columns = new TreeSet<>();
    if (all != null) {
      all.rules().forEach(rule -> columns.addAll(rule.columns()));
      all.listings().ifPresent(listings -> columns.addAll(listings.all()));
    }
    return columns;
  }

  /**
   * The columns that the row as it was must have, for the rules to know what it was part of; a
   * change without them purges, if it is allowed to.
   */
  public Set<String> imageColumns(TableName table) {
    @Nullable TableRules all = tables.get(table);
    Set<String> columns = new TreeSet<>();
    if (all != null) {
      columns.addAll(all.needed());
      all.rules().stream()
          .filter(RowRule::isDerived)
          .forEach(rule -> columns.addAll(rule.watch().columns()));
      all.listings().ifPresent(listings -> columns.addAll(listings.all()));
    }
    return columns;
  }

  /**
   * The columns that {@code watch} and {@code ignore} compare, without which in the row as it was
   * each update counts. None of a table that pages show: its identity is chosen for them.
   *
   * @param all the table's columns
   */
  public Set<String> comparedColumns(TableName table, Set<String> all) {
    Set<String> columns = new TreeSet<>();
    Optional.ofNullable(written.get(table)).filter(own -> own.listings().isEmpty()).stream()
        .flatMap(own -> own.rules().stream())
        .forEach(rule -> columns.addAll(rule.watch().compared(all)));
    return columns;
  }

  /** Whether the file allows that rows as they were lack columns, so that changes purge. */
  public boolean purgesWithoutImage(TableName table) {
    @Nullable TableRules all = tables.get(table);
    return all != null && all.purgesWithoutImage();
  }

  /** The kinds that are purged if a row as it was comes without what listings show. */
  public Set<Kind> purgedWithout(TableName table, Set<String> missing) {
    @Nullable TableRules all = tables.get(table);
    Set<Kind> purged = new TreeSet<>();
    if (all != null) {
      all.rules().stream()
          .filter(rule -> !Collections.disjoint(rule.needed(), missing))
          .forEach(rule -> purged.addAll(rule.kinds()));
      all.listings()
          .filter(listings -> !Collections.disjoint(listings.all(), missing))
          .ifPresent(listings -> purged.addAll(listings.kinds()));
    }
    return purged;
  }
}
