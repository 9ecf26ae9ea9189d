package dev.freshet.rules.listings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingQuery;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Compares the index with PostgreSQL, which runs the API's own query before and after each of many
 * random changes: every page whose response changed must be found, and few others. {@code
 * -Dlistings.changes} is how many changes, for each type of ids and each collation.
 */
class ExactListingsIT {

  private static final int PAGES = 300;
  private static final int CHANGES = Integer.getInteger("listings.changes", 40);

  private static final int PRODUCTS = 150;
  private static final int CATEGORIES = 5;

  private static final List<String> PLAIN =
      List.of(
          "Chair",
          "CHAIR",
          "Armchair",
          "chaise",
          "Lamp",
          "lamp",
          "IKEA",
          "Iron",
          "iron",
          "Mini",
          "Oak",
          "oak",
          "Table",
          "Tablet",
          "Stool",
          "100%",
          "a_b",
          "back\\slash",
          "x");

  /** Where collations, versions of Unicode, and Java differ over case or length. */
  private static final List<String> TRICKY =
      List.of(
          "Straße",
          "STRASSE",
          "Ärmel",
          "ärmel",
          "İstanbul",
          "ılık",
          "ISI",
          "\u212Aelvin",
          "ΣΊΣΥΦΟΣ",
          "σίσυφος",
          "Ὀδυσσεύς",
          "ſofa",
          "ǅungla",
          "ǆungla",
          "i\u0307x",
          "Į\u0300",
          "日本",
          "\uD801\uDC00",
          "\uD801\uDC28",
          "\uD83D\uDE00",
          "ɤ",
          "\uA7CB",
          "ƛ",
          "\uA7DC",
          "rÌga",
          "Ísland",
          "\u0128x",
          "e\u0307");

  private static final List<String> PRICES =
      List.of(
          "0.00", "5.00", "9.99", "10.00", "10.01", "12.50", "20.00", "20.00", "99.90", "500.00");

  private static LocalPostgres server;

  private final Random random = new Random(7);
  private final FakeRegistry registry = new FakeRegistry();
  private final ListingIndex index =
      new ListingIndex(registry, Integer.MAX_VALUE, () -> assertThat(true).isFalse());
  private final Map<CacheKey, ListingParams> pages = new HashMap<>();
  private final Map<CacheKey, Response> responses = new HashMap<>();
  private final Tally tally = new Tally();

  /** The number of each category that a page is of. */
  private final Map<RowId, Long> categories = new HashMap<>();

  private IdType type = IdType.BIGINT;
  private int inserted;

  @BeforeAll
  static void start() {
    server = LocalPostgres.start(PostgresOptions.defaults());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String schema() throws IOException {
    try (InputStream in = ExactListingsIT.class.getResourceAsStream("/schema.sql")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "BIGINT, locale_provider libc",
        "BIGINT, locale_provider builtin builtin_locale 'C.UTF-8'",
        "BIGINT, locale_provider builtin builtin_locale 'PG_UNICODE_FAST'",
        "BIGINT, locale_provider icu icu_locale 'tr-TR'",
        "BIGINT, locale_provider icu icu_locale 'lt-LT'",
        "UUID, locale_provider libc",
        "TEXT, locale_provider libc",
        "TEXT, locale_provider icu icu_locale 'tr-TR'"
      })
  void findsEveryPageThatChangesAndFewOthers(IdType ids, String locale) throws Exception {
    type = ids;
    server.execute(
        "postgres",
        "drop database if exists exact",
        "create database exact template template0 " + locale + " lc_collate 'C' lc_ctype 'C'");
    server.execute(
        "exact",
        type == IdType.BIGINT
            ? schema()
            : schema()
                .replace("bigint generated by default as identity", type.name())
                .replace("bigint", type.name()));
    try (Connection connection =
        java.sql.DriverManager.getConnection(server.jdbcUrl("exact"), "postgres", "postgres")) {
      run(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %s: %,d triples, %,d altered, recall %.4f, precision %.4f; %s%n",
        type,
        locale,
        tally.triples,
        tally.altered,
        tally.recall(),
        tally.precision(),
        tally.needless);
    assertThat(tally.missed).isEmpty();
    assertThat(tally.altered).isGreaterThan(tally.triples / 20);
    // Among the few prices, nearly each row has another of the same.
    assertThat(tally.precision()).isGreaterThan(type == IdType.TEXT ? 0.9 : 0.95);
  }

  private void run(JdbcClient jdbc) throws Exception {
    for (int id = 1; id <= CATEGORIES; id++) {
      jdbc.sql("insert into categories (id, slug, name) values (?, ?, 'C')")
          .params(type.parameter(id), "c" + id)
          .update();
    }
    for (int i = 0; i < PRODUCTS; i++) {
      insert(jdbc);
    }
    while (pages.size() < PAGES) {
      ListingParams params = randomParams();
      if (pages.put(ListedPages.CATALOG.listing(params).key(), params) == null) {
        Loaded loaded = load(jdbc, params);
        responses.put(ListedPages.CATALOG.listing(params).key(), loaded.response());
        register(params, loaded);
      }
    }
    for (int i = 0; i < CHANGES; i++) {
      check(jdbc, change(jdbc));
    }
  }

  private void check(JdbcClient jdbc, ProductChange change) throws Exception {
    index.refresh();
    AlteredPages altered = index.alteredBy(List.of(change));
    Set<CacheKey> found = altered.keys();
    index.forget(altered);
    for (Map.Entry<CacheKey, ListingParams> page : pages.entrySet()) {
      Loaded loaded = load(jdbc, page.getValue());
      Response before = responses.put(page.getKey(), loaded.response());
      boolean isFound = found.contains(page.getKey());
      tally.add(change, page.getValue(), !loaded.response().equals(before), isFound);
      if (isFound) {
        register(page.getValue(), loaded);
      }
    }
  }

  /** As a reader does. */
  private void register(ListingParams params, Loaded loaded) {
    StreamId id = registry.add(ListedPages.CATALOG.listing(params).fields());
    registry.add(loaded.content(id.toString()).fields());
  }

  private Loaded load(JdbcClient jdbc, ListingParams params) {
    RowId category = params.categoryId();
    ListingQuery query = ListingQuery.of(category == null ? params : params.in(RowId.of(1)));
    Map<String, Object> parameters = new HashMap<>(query.parameters());
    if (category != null) {
      parameters.put("category", type.parameter(Objects.requireNonNull(categories.get(category))));
    }
    return jdbc.sql(query.sql())
        .params(parameters)
        .query(
            rows -> {
              List<Item> items = new ArrayList<>();
              long total = 0;
              while (rows.next()) {
                total = rows.getLong("total");
                if (rows.getObject("id") != null) {
                  items.add(Item.of(rows));
                }
              }
              return new Loaded(params.sort(), items, total);
            });
  }

  private ProductChange change(JdbcClient jdbc) {
    int kind = random.nextInt(100);
    List<Object> ids =
        jdbc.sql("select id from products order by sku").query((row, n) -> row.getObject(1)).list();
    if (kind < 12) {
      Object id = insert(jdbc);
      return new ProductChange(Optional.empty(), row(jdbc, id));
    }
    Object id = ids.get(random.nextInt(ids.size()));
    Optional<ProductRow> before = row(jdbc, id);
    if (kind < 24) {
      jdbc.sql("delete from products where id = ?").param(id).update();
      return new ProductChange(before, Optional.empty());
    }
    int columns = random.nextInt(5) == 0 ? 2 : 1;
    for (int i = 0; i < columns; i++) {
      update(jdbc, id);
    }
    return new ProductChange(before, row(jdbc, id));
  }

  private void update(JdbcClient jdbc, Object id) {
    int kind = random.nextInt(100);
    String assignment;
    Object value;
    if (kind < 50) {
      assignment = "price = ?::numeric";
      value = pick(PRICES);
    } else if (kind < 80) {
      assignment = "stock = ?";
      value = random.nextInt(3);
    } else if (kind < 85) {
      assignment = "name = ?";
      value = randomName();
    } else if (kind < 90) {
      assignment = "category_id = ?";
      value = type.parameter(1 + random.nextInt(CATEGORIES));
    } else if (kind < 94) {
      assignment = "created_at = ?::timestamptz";
      value = randomTime();
    } else if (kind < 97) {
      assignment = "currency = ?";
      value = random.nextBoolean() ? "EUR" : "USD";
    } else {
      assignment = "sku = ?";
      value = "S" + random.nextLong();
    }
    jdbc.sql("update products set " + assignment + " where id = ?").params(value, id).update();
  }

  private Object insert(JdbcClient jdbc) {
    inserted++;
    Object id = type.parameter(inserted);
    jdbc.sql(
            "insert into products (id, sku, name, category_id, price, stock, created_at)"
                + " values (?, ?, ?, ?, ?::numeric, ?, ?::timestamptz)")
        .params(
            id,
            "S" + random.nextLong(),
            randomName(),
            type.parameter(1 + random.nextInt(CATEGORIES)),
            pick(PRICES),
            random.nextInt(3),
            randomTime())
        .update();
    return id;
  }

  /** The id in a row. */
  private static ProductId id(Object value) {
    if (value instanceof UUID uuid) {
      return ProductId.of(uuid);
    }
    return value instanceof Long number ? ProductId.of(number) : ProductId.of(value.toString());
  }

  private static Optional<ProductRow> row(JdbcClient jdbc, Object id) {
    return jdbc.sql("select * from products where id = ?")
        .param(id)
        .query(
            (row, n) ->
                new ProductRow(
                    id(row.getObject("id")),
                    row.getString("sku"),
                    row.getString("name"),
                    id(row.getObject("category_id")),
                    OptionalLong.of(row.getBigDecimal("price").unscaledValue().longValueExact()),
                    row.getString("currency"),
                    row.getInt("stock") > 0,
                    OptionalLong.of(micros(row))))
        .optional();
  }

  private ListingParams randomParams() {
    Map<String, String> query = new HashMap<>();
    maybe(0.5, () -> query.put("category_id", "" + (1 + random.nextInt(CATEGORIES))));
    maybe(0.25, () -> query.put("min_price", pick(PRICES)));
    maybe(0.25, () -> query.put("max_price", pick(PRICES)));
    maybe(0.3, () -> query.put("in_stock", "" + random.nextBoolean()));
    maybe(0.3, () -> query.put("q", randomTerm()));
    query.put("sort", pick(Stream.of(ListingSort.values()).map(ListingSort::parameter).toList()));
    maybe(0.5, () -> query.put("page", "" + (1 + random.nextInt(6))));
    query.put("page_size", pick(List.of("1", "5", "20", "100")));
    ListingParams params = ListingParams.of(query::get);
    RowId number = params.categoryId();
    if (number == null) {
      return params;
    }
    RowId category = type.onPage(number.integer().orElseThrow());
    categories.put(category, number.integer().getAsLong());
    return params.in(category);
  }

  private void maybe(double probability, Runnable action) {
    if (random.nextDouble() < probability) {
      action.run();
    }
  }

  private String randomName() {
    return randomWord() + (random.nextBoolean() ? " " : "") + randomWord();
  }

  private String randomWord() {
    return pick(random.nextInt(10) == 0 ? TRICKY : PLAIN);
  }

  /** A part of a word, in any case. */
  private String randomTerm() {
    String word = randomWord();
    int[] codePoints = word.codePoints().toArray();
    int from = random.nextInt(codePoints.length);
    int length = 1 + random.nextInt(codePoints.length - from);
    String part = new String(codePoints, from, length);
    return random.nextBoolean() ? part.toUpperCase(Locale.ROOT) : part;
  }

  private String randomTime() {
    return Instant.parse("2026-01-01T00:00:00Z")
        .plus(random.nextInt(40), ChronoUnit.MICROS)
        .toString();
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static long micros(ResultSet row) throws SQLException {
    return ChronoUnit.MICROS.between(
        Instant.EPOCH, row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  /** What a client sees. */
  private record Response(List<String> items, long total) {}

  private record Item(String shown, RowId id, BigDecimal price, long createdAt) {

    static Item of(ResultSet row) throws SQLException {
      String shown =
          String.join(
              "|",
              row.getString("id"),
              row.getString("sku"),
              row.getString("name"),
              row.getString("category_id"),
              row.getString("price"),
              row.getString("currency"),
              "" + (row.getInt("stock") > 0));
      return new Item(
          shown, new RowId(row.getString("id")), row.getBigDecimal("price"), micros(row));
    }
  }

  private record Loaded(ListingSort sort, List<Item> items, long total) {

    Response response() {
      return new Response(items.stream().map(Item::shown).toList(), total);
    }

    PageContent content(String registration) {
      if (items.isEmpty() || sort == ListingSort.NAME || sort == ListingSort.NAME_DESC) {
        return PageContent.ofProducts(registration, items.stream().map(Item::id).toList());
      }
      Item first = items.get(0);
      Item last = items.get(items.size() - 1);
      return PageContent.ofSpan(registration, first.id(), number(first), last.id(), number(last));
    }

    private long number(Item item) {
      return sort == ListingSort.NEWEST
          ? item.createdAt()
          : item.price().unscaledValue().longValueExact();
    }
  }

  private static final class Tally {

    private final List<String> missed = new ArrayList<>();
    private final Map<String, Integer> needless = new HashMap<>();
    private long triples;
    private long altered;
    private long found;
    private long right;

    void add(ProductChange change, ListingParams params, boolean isAltered, boolean isFound) {
      triples++;
      altered += isAltered ? 1 : 0;
      found += isFound ? 1 : 0;
      right += isAltered && isFound ? 1 : 0;
      if (isAltered && !isFound) {
        missed.add(change + " " + params);
      }
      if (isFound && !isAltered) {
        needless.merge(kind(change, params), 1, Integer::sum);
      }
    }

    private static String kind(ProductChange change, ListingParams params) {
      @Nullable ProductRow before = change.before().orElse(null);
      @Nullable ProductRow after = change.after().orElse(null);
      if (before == null || after == null) {
        return "insert or delete";
      }
      return before.name().equals(after.name())
          ? params.sort().parameter()
          : "renamed, by " + params.sort().parameter();
    }

    double recall() {
      return (double) right / altered;
    }

    double precision() {
      return (double) right / found;
    }
  }
}
