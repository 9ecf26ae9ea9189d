package dev.freshet.rules.listings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesException;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Readers and writers in random order, on tables whose ids are uuids and texts. A reader takes the
 * lease, registers, loads, says what it has loaded and fills, each at some moment. Whenever all
 * changes are applied, every cached page is what a load would find; and the pages that were deleted
 * are those that a list of all registrations leads to.
 */
class TaggedPagesModelTest {

  private static final int STEPS = 600;
  private static final int MAX_PAGES = 40;

  private static final KeyTemplate SHOWS = Tags.template("shows:{id}");
  private static final KeyTemplate OF_CATEGORY = Tags.template("category:{name}");
  private static final KeyTemplate OF_COLLECTION = Tags.template("collection:{id}");

  private static final Rules RULES =
      rules(
          """
          freshet: 1
          namespace: shop
          kinds:
            category: { key: "category:{name}", pages: true }
            collection: { key: "collection:{id:uuid}", pages: true }
            product: { key: "product:{id}:{locale}", pages: true }
          tables:
            products: { ignore: [views], tags: ["shows:{id}", "category:{category}"] }
            collected: { tags: ["collection:{collection_id}"] }
          """);

  private static final List<String> PRODUCTS =
      List.of("a b", "ü/1", "A%41", "x:y", "{z}", "1", "01");
  private static final List<String> CATEGORIES = List.of("Caf\u00e9", "shoes & co", "-");
  private static final List<String> COLLECTIONS =
      List.of("6f2d1f5e-41c5-4b0c-8a39-0c6f1f9f7b11", "00000000-0000-0000-0000-000000000001");

  private final FakeRegistry registry = new FakeRegistry();
  private final ListingIndex index =
      new ListingIndex(
          registry, MAX_PAGES, () -> {}, RULES.tagIndex(why -> {}), RULES.listedPages());

  /** The tables: products by id, and what is in each collection. */
  private final TreeMap<String, Product> products = new TreeMap<>();

  private final Map<String, Set<String>> collected = new HashMap<>();

  private final List<RowChange> log = new ArrayList<>();
  private final Map<CacheKey, Cached> cache = new HashMap<>();
  private final Map<CacheKey, Reader> leases = new HashMap<>();
  private final List<Reader> readers = new ArrayList<>();

  /** What the index should know, by the registration. */
  private final Map<StreamId, Known> model = new LinkedHashMap<>();

  private Random random = new Random();

  static LongStream seeds() {
    return LongStream.range(0, 150);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noPageStaysThatALoadWouldNotFind(long seed) throws Exception {
    random = new Random(seed);
    COLLECTIONS.forEach(collection -> collected.put(collection, new TreeSet<>()));
    index.refresh();
    index.clear();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(16)) {
        case 0, 1, 2 -> change();
        case 3, 4, 5 -> begin();
        case 6, 7, 8, 9, 10, 11 -> proceed();
        case 12 -> pass(random.nextInt(10) == 0 ? 6 * 60_000 : random.nextInt(15_000));
        case 13 -> trim();
        case 14 -> apply();
        default -> lose();
      }
    }
    apply();
  }

  private void change() {
    String id = pick(PRODUCTS);
    @Nullable Product product = products.get(id);
    switch (random.nextInt(6)) {
      case 0 -> {
        if (product == null) {
          put(id, new Product(pick(CATEGORIES), "n", 0));
        }
      }
      case 1 -> {
        if (product != null && random.nextInt(3) == 0) {
          COLLECTIONS.forEach(collection -> collect(collection, id, false));
          products.remove(id);
          log(Operation.DELETE, "products", row(id, product), null);
        }
      }
      case 2 -> {
        if (product != null) {
          put(id, new Product(pick(CATEGORIES), product.name, product.views));
        }
      }
      case 3 -> {
        if (product != null) {
          put(id, new Product(product.category, "n" + random.nextInt(9), product.views));
        }
      }
      case 4 -> {
        if (product != null) {
          put(id, new Product(product.category, product.name, product.views + 1));
        }
      }
      default -> {
        if (product != null) {
          collect(pick(COLLECTIONS), id, random.nextBoolean());
        }
      }
    }
  }

  private void put(String id, Product after) {
    @Nullable Product before = products.put(id, after);
    if (before == null) {
      log(Operation.INSERT, "products", null, row(id, after));
    } else {
      log(Operation.UPDATE, "products", row(id, before), row(id, after));
    }
  }

  private void collect(String collection, String id, boolean in) {
    Row row = new Row(Map.of("collection_id", collection, "product_id", id));
    Set<String> ids = collected.getOrDefault(collection, Set.of());
    if (in && ids.add(id)) {
      log(Operation.INSERT, "collected", null, row);
    } else if (!in && ids.remove(id)) {
      log(Operation.DELETE, "collected", row, null);
    }
  }

  private void log(Operation operation, String table, @Nullable Row before, @Nullable Row after) {
    log.add(
        new RowChange(
            TableName.of(table),
            operation,
            Optional.ofNullable(before),
            Optional.ofNullable(after),
            1,
            1,
            Instant.EPOCH));
  }

  private static Row row(String id, Product product) {
    return new Row(
        Map.of(
            "id", id, "category", product.category, "name", product.name, "views", product.views));
  }

  /** A reader that finds neither a value nor a lease takes the lease, and registers. */
  private void begin() {
    Reader reader =
        switch (random.nextInt(3)) {
          case 0 -> new Reader(Subject.CATEGORY, pick(CATEGORIES));
          case 1 -> new Reader(Subject.COLLECTION, pick(COLLECTIONS));
          default -> new Reader(Subject.PRODUCT, pick(PRODUCTS));
        };
    if (cache.containsKey(reader.key()) || leases.containsKey(reader.key()) || registry.full) {
      return;
    }
    reader.leasedUntil = registry.now + Lifetimes.LEASE.toMillis();
    leases.put(reader.key(), reader);
    boolean isComplete = reader.subject == Subject.PRODUCT;
    Tags before = new Tags(Set.of(reader.tag()));
    TaggedPage page =
        isComplete
            ? TaggedPage.complete(reader.key(), before)
            : TaggedPage.of(reader.key(), before);
    reader.registration = registry.add(page.fields());
    model.put(reader.registration, new Known(reader.key(), registry.now, before.all(), isComplete));
    readers.add(reader);
  }

  /** Some reader does its next step: it loads, says what it shows, or fills. */
  private void proceed() {
    if (readers.isEmpty()) {
      return;
    }
    Reader reader = readers.get(random.nextInt(readers.size()));
    if (reader.loaded == null) {
      reader.loaded = load(reader.subject, reader.id);
      reader.shown = shown(reader.subject, reader.id);
    } else if (!reader.hasSaid && reader.subject != Subject.PRODUCT && random.nextInt(9) > 0) {
      reader.hasSaid = true;
      Tags shown = new Tags(reader.shown);
      registry.add(new ShownTags(reader.registration.toString(), shown).fields());
      @Nullable Known known = model.get(reader.registration);
      if (known != null) {
        known.says = shown.all();
      }
    } else {
      readers.remove(reader);
      if (leases.get(reader.key()) == reader && registry.now < reader.leasedUntil) {
        cache.put(reader.key(), new Cached(reader, registry.now + Lifetimes.TTL.toMillis()));
      }
      leases.remove(reader.key(), reader);
    }
  }

  private String load(Subject subject, String id) {
    return switch (subject) {
      case PRODUCT -> describe(id);
      case CATEGORY ->
          products.entrySet().stream()
              .filter(product -> product.getValue().category.equals(id))
              .map(product -> describe(product.getKey()))
              .collect(Collectors.joining(", "));
      case COLLECTION ->
          collected.getOrDefault(id, Set.of()).stream()
              .map(this::describe)
              .collect(Collectors.joining(", "));
    };
  }

  private String describe(String id) {
    @Nullable Product product = products.get(id);
    return product == null ? id + " is not there" : id + " " + product.name;
  }

  private Set<String> shown(Subject subject, String id) {
    Set<String> ids =
        switch (subject) {
          case PRODUCT -> Set.of();
          case CATEGORY ->
              products.entrySet().stream()
                  .filter(product -> product.getValue().category.equals(id))
                  .map(Map.Entry::getKey)
                  .collect(Collectors.toSet());
          case COLLECTION -> collected.getOrDefault(id, Set.of());
        };
    return ids.stream().map(each -> SHOWS.render(List.of(each))).collect(Collectors.toSet());
  }

  private void pass(long millis) {
    registry.now += millis;
    cache.values().removeIf(cached -> cached.until <= registry.now);
    leases.values().removeIf(reader -> reader.leasedUntil <= registry.now);
  }

  private void trim() throws InterruptedException {
    refresh();
    index.trim();
    model
        .values()
        .removeIf(known -> known.registeredAt < registry.now - Lifetimes.REGISTRATION.toMillis());
    model.values().forEach(known -> known.age(registry.now));
  }

  private void refresh() throws InterruptedException {
    index.refresh();
    assertThat(index.isComplete()).isTrue();
    Set<CacheKey> refused = index.refused();
    delete(refused);
    index.forgetRefused();
    model.values().removeIf(known -> refused.contains(known.key));
    model.values().forEach(Known::hear);
  }

  private void apply() throws InterruptedException {
    refresh();
    Set<String> tags = new HashSet<>();
    log.forEach(change -> tags.addAll(RULES.affectedBy(change).tags()));
    log.clear();
    Set<CacheKey> altered = index.tagged(tags);
    assertThat(altered)
        .isEqualTo(
            model.values().stream()
                .filter(known -> known.isAlteredBy(tags))
                .map(known -> known.key)
                .collect(Collectors.toSet()));
    assertThat(index.size()).isEqualTo(model.size());
    delete(altered);
    index.forgetTagged(altered);
    model.values().removeIf(known -> altered.contains(known.key));
    cache.forEach(
        (key, cached) ->
            assertThat(cached.reader.loaded)
                .as(key.name())
                .isEqualTo(load(cached.reader.subject, cached.reader.id)));
  }

  private void delete(Set<CacheKey> keys) {
    cache.keySet().removeAll(keys);
    leases.keySet().removeAll(keys);
  }

  /** The registry is gone, and everything is purged. */
  private void lose() throws InterruptedException {
    if (random.nextInt(20) > 0) {
      return;
    }
    registry.entries.clear();
    index.refresh();
    assertThat(index.isComplete()).isFalse();
    cache.clear();
    leases.clear();
    index.clear();
    model.clear();
    index.refresh();
    assertThat(index.isComplete()).isTrue();
  }

  private String pick(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static Rules rules(String text) {
    try {
      return RulesFile.parse("rules.yml", text);
    } catch (RulesException e) {
      throw new AssertionError(e);
    }
  }

  private record Product(String category, String name, int views) {}

  private enum Subject {
    CATEGORY("category:{name}", OF_CATEGORY),
    COLLECTION("collection:{id}", OF_COLLECTION),
    PRODUCT("product:{id}:en", SHOWS);

    private final KeyTemplate key;
    private final KeyTemplate tag;

    Subject(String key, KeyTemplate tag) {
      this.key = new KeyTemplate(key);
      this.tag = tag;
    }

    Kind kind() {
      return new Kind(name().toLowerCase(Locale.ROOT));
    }
  }

  private static final class Reader {

    private final Subject subject;
    private final String id;
    private long leasedUntil;
    private StreamId registration = new StreamId(0, 0);
    private @Nullable String loaded;
    private Set<String> shown = Set.of();
    private boolean hasSaid;

    Reader(Subject subject, String id) {
      this.subject = subject;
      this.id = id;
    }

    CacheKey key() {
      return new CacheKey(subject.kind(), subject.key.render(List.of(id)));
    }

    String tag() {
      return subject.tag.render(List.of(id));
    }
  }

  private record Cached(Reader reader, long until) {}

  /** A registration, and what has been said of it. */
  private static final class Known {

    private final CacheKey key;
    private final long registeredAt;
    private final Set<String> tags;
    private boolean isComplete;
    private boolean isOld;

    /** What is in the stream, and has not been read. */
    private @Nullable Set<String> says;

    Known(CacheKey key, long registeredAt, Set<String> tags, boolean isComplete) {
      this.key = key;
      this.registeredAt = registeredAt;
      this.tags = new HashSet<>(tags);
      this.isComplete = isComplete;
    }

    void hear() {
      if (says != null && !isOld) {
        tags.addAll(says);
        isComplete = true;
      }
      says = null;
    }

    /** What is said later does not count any more. */
    void age(long now) {
      isOld |= registeredAt < now - Lifetimes.LEASE.multipliedBy(2).toMillis();
    }

    boolean isAlteredBy(Set<String> changed) {
      return !changed.isEmpty() && (!isComplete || tags.stream().anyMatch(changed::contains));
    }
  }
}
