package dev.freshet.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidation.near.NearCopies;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.TransactionSnapshot;
import dev.freshet.invalidation.visibility.Transactions;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Operation;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When pages under tags are looked for, and what becomes of those that cannot be followed. */
class TaggedPagesTest {

  private static final Rules RULES = rules();
  private static final Kind PAGE = new Kind("page");

  private final List<String> log = new ArrayList<>();
  private final FakeCache cache = new FakeCache(log);
  private final Registry registry = new Registry(log);
  private final FakeDatabase database = new FakeDatabase(log);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final InvalidationMetrics metrics =
      new InvalidationMetrics(meters, Clock.systemUTC(), RULES.kinds());
  private final Invalidator invalidator =
      new Invalidator(
          RULES,
          new CommitVisibility(database),
          cache,
          new ListingIndex(
              registry, 3, () -> {}, RULES.tagIndex(metrics::refused), RULES.listedPages()),
          metrics,
          System::nanoTime,
          InvalidationListener.NONE,
          NearCopies.NONE);

  @BeforeEach
  void makeTheRegistryOld() throws Exception {
    StreamId unused = registry.append("mark", "");
    registry.now += 10 * 60_000;
    invalidator.tidy();
    log.clear();
  }

  @Test
  void areLookedForWhenTheCommitsAreVisible() throws Exception {
    CacheKey page = register(1, "category:3");

    apply(change("products", row("id", 7L, "category_id", 2L), row("id", 7L, "category_id", 3L)));

    assertThat(log).containsExactly("snapshot", "read", "delete " + page);
    assertThat(meters.counter("cdc.tags.altered").count()).isEqualTo(1);
    log.clear();
    apply(change("products", row("id", 7L, "category_id", 2L), row("id", 7L, "category_id", 3L)));
    assertThat(log).containsExactly("snapshot", "read");
  }

  @Test
  void areNamedInTheLog() throws Exception {
    CacheKey page = register(1, "category:3");

    try (DebugLog deletions = new DebugLog(DeletionLog.class)) {
      apply(change("products", row("id", 7L, "category_id", 2L), row("id", 7L, "category_id", 3L)));

      assertThat(deletions.messages()).hasSize(2);
      assertThat(deletions.messages().get(0))
          .contains("pages tagged category:3: category_id 2 → 3; by category_id (rules.yml:");
      assertThat(deletions.messages().get(1)).isEqualTo("Pages that show it: " + page);
    }
  }

  @Test
  void areFoundByWhatIsLookedUp() throws Exception {
    CacheKey page = register(1, "shows:7");
    CacheKey other = register(2, "shows:8");

    Looks looks = apply(change("prices", null, row("variant_id", 5L)));

    assertThat(log).contains("look up 5", "delete " + page).doesNotContain("delete " + other);
    assertThat(looks.depth()).isEqualTo(1);
  }

  @Test
  void aLookUpThatIsNotAnsweredPurgesTheirKinds() throws Exception {
    cache.fill(register(1, "shows:8"));
    database.failing = true;

    apply(change("prices", null, row("variant_id", 5L)));

    assertThat(cache.names).isEmpty();
    assertThat(meters.counter("cdc.purges", "cause", "lookup").count()).isEqualTo(1);
  }

  @Test
  void aTruncatedTablePurgesTheirKinds() throws Exception {
    cache.fill(register(1, "shows:8"));

    apply(
        new RowChange(
            TableName.of("products"),
            Operation.TRUNCATE,
            Optional.empty(),
            Optional.empty(),
            50,
            1,
            Instant.EPOCH));

    assertThat(cache.names).isEmpty();
    assertThat(meters.counter("cdc.purges", "cause", "truncate").count()).isEqualTo(1);
  }

  @Test
  void pagesThatCannotBeFollowedAreDeleted() throws Exception {
    cache.fill(register(1, "colour:red"));

    apply(change("products", null, row("id", 7L, "category_id", 3L)));

    assertThat(cache.names).isEmpty();
    assertThat(meters.counter("cdc.tags.refused", "reason", "unknown").count()).isEqualTo(1);
    assertThat(meters.counter("cdc.listings.refused").count()).isEqualTo(1);
  }

  @Test
  void pagesBeyondTheMostAreDeleted() throws Exception {
    for (int i = 1; i <= 4; i++) {
      cache.fill(register(i, "shows:9"));
    }

    apply(change("products", null, row("id", 7L, "category_id", 3L)));

    assertThat(cache.names).hasSize(6).doesNotContain("page:4");
    assertThat(meters.counter("cdc.tags.refused", "reason", "full").count()).isEqualTo(1);
    assertThat(log).contains("full");
  }

  @Test
  void aLostRegistryPurgesThem() throws Exception {
    cache.fill(register(1, "shows:9"));
    registry.entries.clear();

    apply(change("products", null, row("id", 7L, "category_id", 3L)));

    assertThat(cache.names).isEmpty();
    assertThat(meters.counter("cdc.purges", "cause", "registry").count()).isEqualTo(1);
  }

  private CacheKey register(int id, String tag) {
    CacheKey key = new CacheKey(PAGE, "page:" + id);
    String registration =
        registry.add(TaggedPage.of(key, new Tags(Set.of(tag))).fields()).toString();
    registry.add(new ShownTags(registration, Tags.NONE).fields());
    return key;
  }

  private Looks apply(RowChange change) throws InterruptedException {
    Batch batch = invalidator.newBatch();
    batch.add(change);
    return invalidator.apply(batch);
  }

  private static RowChange change(String table, @Nullable Row before, Row after) {
    return new RowChange(
        TableName.of(table),
        before == null ? Operation.INSERT : Operation.UPDATE,
        Optional.ofNullable(before),
        Optional.of(after),
        50,
        1,
        Instant.EPOCH);
  }

  private static Row row(Object... columns) {
    Map<String, Object> values = new TreeMap<>();
    for (int i = 0; i < columns.length; i += 2) {
      values.put((String) columns[i], columns[i + 1]);
    }
    return new Row(values);
  }

  private static Rules rules() {
    try {
      return RulesFile.parse(
          "rules.yml",
          """
          freshet: 1
          kinds: { page: { key: "page:{id}", pages: true } }
          tables:
            products: { tags: ["shows:{id}", "category:{category_id}"] }
            prices: { tags: { "shows:{id}": variant_id -> variants(id).product_id } }
          """);
    } catch (RulesException e) {
      throw new AssertionError(e);
    }
  }

  /** In which variant 5 is of product 7. */
  private static final class FakeDatabase implements Transactions {

    private static final VisiblePoint POINT =
        new VisiblePoint(TransactionSnapshot.of("100:100:"), 0);

    private final List<String> log;
    private boolean failing;

    FakeDatabase(List<String> log) {
      this.log = log;
    }

    @Override
    public VisiblePoint now() {
      log.add("snapshot");
      return POINT;
    }

    @Override
    public Looked lookUp(Collection<Lookup> asked, int maxFanout) throws LookupException {
      if (failing) {
        throw new LookupException("cancelled");
      }
      asked.forEach(lookup -> log.add("look up " + lookup.inputs().get(0)));
      return new Looked(
          POINT,
          asked.stream()
              .collect(
                  Collectors.toMap(
                      lookup -> lookup,
                      lookup ->
                          lookup.inputs().equals(List.of("5"))
                              ? List.of(List.of("7"))
                              : List.<List<String>>of())),
          Set.of());
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

  private static final class Registry implements RegistryStream {

    private final TreeMap<StreamId, Map<String, String>> entries = new TreeMap<>();
    private final List<String> log;
    private long now = 1_000_000_000;
    private int added;

    Registry(List<String> log) {
      this.log = log;
    }

    StreamId add(Map<String, String> fields) {
      StreamId id = new StreamId(now, added++);
      entries.put(id, fields);
      return id;
    }

    @Override
    public List<Entry> read(StreamId from, int count) {
      log.add("read");
      return entries.tailMap(from, true).entrySet().stream()
          .limit(count)
          .map(entry -> new Entry(entry.getKey(), entry.getValue()))
          .toList();
    }

    @Override
    public StreamId append(String field, String value) {
      return add(Map.of(field, value));
    }

    @Override
    public long now() {
      return now;
    }

    @Override
    public void trimBefore(StreamId id) {
      entries.headMap(id, false).clear();
    }

    @Override
    public void remove() {
      entries.clear();
    }

    @Override
    public void announceFull() {
      log.add("full");
    }

    @Override
    public void announceRoom() {}
  }
}
