package dev.freshet.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidation.cache.Checkpoints;
import dev.freshet.invalidation.near.NearCopies;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.TransactionSnapshot;
import dev.freshet.invalidation.visibility.Transactions;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Query;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesException;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableName;
import dev.freshet.rules.listings.ListingIndex;
import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the invalidator asks the database, and does with the answers. */
class LookUpTest {

  private static final String CHANNELS = "select slug from channels";

  private static final Rules RULES =
      rules(
          """
          freshet: 1
          kinds:
            product: { key: "p:{id}:{channel}", values: { channel: { sql: select slug from channels } } }
            stock: { key: "s:{id}" }
          tables:
            prices: { product: variant_id -> variants(id).product_id }
            stocks: { stock: variant_id -> variants(id).product_id }
            channels: { purge: [product] }
          """);

  private final List<String> log = new ArrayList<>();
  private final FakeCache cache = new FakeCache(log);
  private final FakeDatabase database = new FakeDatabase();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Invalidator invalidator =
      new Invalidator(
          RULES,
          new CommitVisibility(database),
          cache,
          new ListingIndex(
              new NoRegistry(), 1, () -> {}, RULES.tagIndex(why -> {}), RULES.listedPages()),
          new InvalidationMetrics(meters, Clock.systemUTC(), RULES.kinds()),
          System::nanoTime,
          InvalidationListener.NONE,
          NearCopies.NONE);

  @Test
  void whatIsFoundIsDeletedInEachVariant() throws Exception {
    database.answer("5", "7");

    Looks looks = invalidator.apply(batch(insert("prices", "variant_id", 5L)));

    assertThat(log).containsExactlyInAnyOrder("delete p:7:eu", "delete p:7:us");
    assertThat(looks).isEqualTo(new Looks(100, 1, 0));
    assertThat(database.statements).isEqualTo(1);
  }

  @Test
  void theLogNamesTheWayToEachKey() throws Exception {
    database.answer("5", "7");

    try (DebugLog deletions = new DebugLog(DeletionLog.class)) {
      apply(insert("prices", "variant_id", 5L));
      apply(insert("variants", "id", 5L, "product_id", 8L));

      assertThat(deletions.messages())
          .containsExactly(
              String.join(
                  System.lineSeparator(),
                  "0/1 transaction 50: insert prices variant_id=5",
                  "  p:7:eu, p:7:us: the row is new (it may be cached as absent or without it);"
                      + " variant_id 5 leads there by variant_id -> variants(id).product_id"
                      + " (rules.yml:6), looked up at 0/64"),
              String.join(
                  System.lineSeparator(),
                  "0/1 transaction 50: insert variants id=5",
                  "  p:8:eu: the row is new (it may be cached as absent or without it); by"
                      + " product_id (rules.yml:6)",
                  "  p:8:us: the row is new (it may be cached as absent or without it); by"
                      + " product_id (rules.yml:6)",
                  "  s:8: the row is new (it may be cached as absent or without it); by"
                      + " product_id (rules.yml:7)"));
    }
    assertThat(database.asked(CHANNELS)).isEqualTo(1);
  }

  @Test
  void withoutQuestionsNothingIsLookedUp() throws Exception {
    assertThat(invalidator.apply(batch(insert("variants", "id", 5L, "product_id", Row.NULL))))
        .isEqualTo(Looks.NONE);
    assertThat(database.statements).isZero();
    assertThat(log).isEmpty();
  }

  /** Which channels there are is asked once, until a change may have altered that. */
  @Test
  void theValuesOfAPlaceholderAreAskedForAgainWhenTheirTableChanges() throws Exception {
    apply(insert("variants", "id", 5L, "product_id", 7L));
    apply(insert("variants", "id", 5L, "product_id", 7L));
    assertThat(database.asked(CHANNELS)).isEqualTo(1);
    log.clear();

    database.channels = List.of("asia");
    apply(insert("channels", "slug", "asia"), insert("variants", "id", 6L, "product_id", 8L));
    assertThat(log).contains("scan p:*").doesNotContain("delete p:8:asia");
    log.clear();
    Looks looks = apply(later(insert("variants", "id", 6L, "product_id", 8L)));

    assertThat(log).containsExactlyInAnyOrder("delete p:8:asia", "delete s:8");
    assertThat(database.asked(CHANNELS)).isEqualTo(2);
    assertThat(looks.lsn()).isEqualTo(100);
  }

  @Test
  void aLookUpThatIsNotAnsweredPurgesItsKinds() throws Exception {
    database.failing = true;
    cache.fill(key("product", "p:1:eu"), key("stock", "s:1"));

    assertThat(apply(insert("prices", "variant_id", 5L))).isEqualTo(Looks.NONE);

    assertThat(cache.names).containsExactlyInAnyOrder("s:1", "{s:1}:lock");
    assertThat(purges("lookup")).isEqualTo(1);
  }

  /** A recording may have answers to some questions only. */
  @Test
  void ofSeveralLookUpsThoseThatAreNotAnsweredPurgeTheirKinds() throws Exception {
    database.answer("5", "7");
    database.silentFor = Optional.of(new Kind("stock"));
    cache.fill(key("product", "p:1:eu"), key("stock", "s:1"));

    apply(insert("prices", "variant_id", 5L), insert("stocks", "variant_id", 5L));

    assertThat(cache.names).containsExactlyInAnyOrder("p:1:eu", "{p:1:eu}:lock");
    assertThat(log).contains("delete p:7:eu", "delete p:7:us");
    assertThat(purges("lookup")).isEqualTo(1);
  }

  @Test
  void aKindWhoseValuesAreNotAnsweredIsPurged() throws Exception {
    database.answer("5", "7");
    database.silentFor = Optional.of(new Kind("product"));
    cache.fill(key("product", "p:1:eu"), key("stock", "s:1"));

    apply(insert("variants", "id", 5L, "product_id", 7L));

    assertThat(cache.names).containsExactlyInAnyOrder("s:1", "{s:1}:lock");
  }

  @Test
  void aRecorderIsToldWhatTheInvalidatorIsTold() throws Exception {
    database.answer("5", "7");
    ChangeLookups recorder = new ChangeLookups(RULES, new CommitVisibility(database));

    assertThat(answers(recorder)).isEmpty();
    recorder.add(insert("prices", "variant_id", 5L));
    assertThat(answers(recorder))
        .containsExactlyInAnyOrder("product [5] [[7]]", "product [] [[eu], [us]]");
    // Values are asked for once, and told of each transaction, as they were known then.
    database.channels = List.of("asia");
    recorder.add(insert("prices", "variant_id", 6L));
    assertThat(answers(recorder))
        .containsExactlyInAnyOrder("product [6] []", "product [] [[eu], [us]]");
    assertThat(database.asked(CHANNELS)).isEqualTo(1);
    recorder.add(insert("channels", "slug", "asia"));
    assertThat(answers(recorder)).isEmpty();
    recorder.add(insert("variants", "id", 5L, "product_id", 7L));
    assertThat(answers(recorder)).containsExactly("product [] [[asia]]");
  }

  @Test
  void ofWhatIsNotAnsweredARecorderIsToldNothing() throws Exception {
    ChangeLookups recorder = new ChangeLookups(RULES, new CommitVisibility(database));
    database.failing = true;
    recorder.add(insert("prices", "variant_id", 5L));
    assertThat(recorder.ask()).isEmpty();

    database.failing = false;
    assertThat(recorder.ask()).isEmpty();
    recorder.add(insert("stocks", "variant_id", 5L));
    assertThat(answers(recorder)).containsExactly("stock [5] []");
  }

  private static List<String> answers(ChangeLookups recorder) throws InterruptedException {
    return recorder.ask().stream()
        .flatMap(looked -> looked.found().entrySet().stream())
        .map(
            found -> found.getKey().kind() + " " + found.getKey().inputs() + " " + found.getValue())
        .toList();
  }

  @Test
  void aChangeThatLeadsToTooManyKeysPurgesTheirKind() throws Exception {
    database.tooMany = true;
    cache.fill(key("product", "p:1:eu"), key("stock", "s:1"));

    apply(insert("stocks", "variant_id", 5L));

    assertThat(cache.names).containsExactlyInAnyOrder("p:1:eu", "{p:1:eu}:lock");
    assertThat(purges("fanout")).isEqualTo(1);
  }

  @Test
  void aBacklogIsNotLookedUp() throws Exception {
    RowChange[] changes = new RowChange[6_000];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = insert("stocks", "variant_id", (long) i);
    }
    apply(changes);
    database.statements = 0;

    apply(changes);
    apply(changes);

    assertThat(database.statements).isLessThanOrEqualTo(1);
    assertThat(purges("backlog")).isPositive();
  }

  @Test
  void aChangeOfWhatPathsComeByIsToldFromOthers() throws Exception {
    Rules deeper =
        rules(
            """
            freshet: 1
            kinds: { product: { key: "p:{id}" } }
            tables:
              prices: { product: variant_id -> variants(id).group_id -> groups(id).product_id }
            """);
    invalidator.follow(deeper, Optional.empty());

    assertThat(apply(insert("prices", "variant_id", 5L))).isEqualTo(new Looks(100, 2, 0));
    assertThat(apply(insert("variants", "id", 5L, "group_id", 6L))).isEqualTo(new Looks(100, 1, 1));
  }

  @Test
  void theKindsWhoseRulesAreOthersThanTheLastRunsArePurged() throws Exception {
    cache.fill(key("product", "p:1:eu"), key("stock", "s:1"), key("gone", "g:1"));
    Map<Kind, MaintainedKinds.Maintained> last = new HashMap<>(invalidator.maintained().kinds());
    last.put(
        new Kind("gone"),
        new MaintainedKinds.Maintained("x", false, Duration.ofMinutes(1), List.of("g:{id}")));
    last.computeIfPresent(
        new Kind("stock"),
        (kind, is) ->
            new MaintainedKinds.Maintained("other", is.isPages(), is.ttl(), is.templates()));

    invalidator.follow(
        RULES, Optional.of(Checkpoints.of("0/1", "1", new MaintainedKinds(last), "run")));

    assertThat(cache.names).containsExactlyInAnyOrder("p:1:eu", "{p:1:eu}:lock");
    assertThat(purges("rules")).isEqualTo(1);
  }

  private Looks apply(RowChange... changes) throws InterruptedException {
    return invalidator.apply(batch(changes));
  }

  private Batch batch(RowChange... changes) {
    Batch batch = invalidator.newBatch();
    List.of(changes).forEach(batch::add);
    return batch;
  }

  private double purges(String cause) {
    return meters.get("cdc.purges").tag("cause", cause).counter().count();
  }

  private static RowChange insert(String table, Object... columns) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < columns.length; i += 2) {
      values.put((String) columns[i], columns[i + 1]);
    }
    return new RowChange(
        TableName.of(table),
        Operation.INSERT,
        Optional.empty(),
        Optional.of(new Row(values)),
        50,
        1,
        Instant.EPOCH);
  }

  /** Behind what a purge has settled. */
  private static RowChange later(RowChange change) {
    return new RowChange(
        change.table(),
        change.operation(),
        change.before(),
        change.after(),
        change.xid(),
        FakeDatabase.POINT.lsn() + 1,
        change.committedAt());
  }

  private static CacheKey key(String kind, String name) {
    return new CacheKey(new Kind(kind), name);
  }

  private static Rules rules(String text) {
    try {
      return RulesFile.parse("rules.yml", text)
          .reading(Map.of(CHANNELS, Set.of(TableName.of("channels"))));
    } catch (RulesException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Answers look-ups of variants as it is told, and which channels there are. */
  private static final class FakeDatabase implements Transactions {

    private static final VisiblePoint POINT =
        new VisiblePoint(TransactionSnapshot.of("100:100:"), 100);

    private final Map<String, String> products = new HashMap<>();
    private final List<Lookup> lookups = new ArrayList<>();
    List<String> channels = List.of("eu", "us");
    Optional<Kind> silentFor = Optional.empty();
    boolean failing;
    boolean tooMany;
    int statements;

    void answer(String variant, String product) {
      products.put(variant, product);
    }

    long asked(String query) {
      return lookups.stream()
          .filter(lookup -> lookup.source() instanceof Query is && is.text().equals(query))
          .count();
    }

    @Override
    public VisiblePoint now() {
      return POINT;
    }

    @Override
    public Looked lookUp(Collection<Lookup> asked, int maxFanout) throws LookupException {
      statements++;
      if (failing) {
        throw new LookupException("cancelled");
      }
      lookups.addAll(asked);
      Map<Lookup, List<List<String>>> found = new HashMap<>();
      Set<Lookup> many = new HashSet<>();
      for (Lookup lookup : asked) {
        if (lookup.inputs().isEmpty()) {
          found.put(lookup, channels.stream().map(List::of).toList());
        } else {
          @Nullable String product = products.get(lookup.inputs().get(0));
          found.put(lookup, product == null ? List.of() : List.of(List.of(product)));
          if (tooMany) {
            many.add(lookup);
          }
        }
      }
      found.keySet().removeIf(lookup -> silentFor.filter(lookup.kind()::equals).isPresent());
      return new Looked(POINT, found, many);
    }

    @Override
    public Map<Long, String> writers() {
      return Map.of();
    }

    @Override
    public Map<Long, String> describe(Collection<Long> xids) {
      return Map.of();
    }
  }

  /** The rules here have no pages. */
  private static final class NoRegistry implements RegistryStream {

    @Override
    public List<Entry> read(StreamId from, int count) {
      throw new AssertionError();
    }

    @Override
    public StreamId append(String field, String value) {
      throw new AssertionError();
    }

    @Override
    public long now() {
      throw new AssertionError();
    }

    @Override
    public void trimBefore(StreamId id) {
      throw new AssertionError();
    }

    @Override
    public void remove() {
      throw new AssertionError();
    }

    @Override
    public void announceFull() {
      throw new AssertionError();
    }

    @Override
    public void announceRoom() {
      throw new AssertionError();
    }
  }
}
