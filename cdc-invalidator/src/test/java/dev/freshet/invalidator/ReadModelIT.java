package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.PageEntry;
import dev.freshet.keys.RowId;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Listings of a table that has nothing of the catalog's: another name, other columns, ids that are
 * uuids or texts, other keys. Each change deletes exactly the pages that a query then answers
 * otherwise than before it.
 */
class ReadModelIT {

  private static final Namespace NAMESPACE = new Namespace("shop");

  private static final String RULES =
      """
      freshet: 1
      namespace: shop
      kinds:
        item: { key: "shop:item:{number}" }
        listing: { key: "shop:list:{hash:hex16}", pages: true }
        category: { key: "shop:rayon:{rayon}", pages: true }
      matchers:
        items:
          use: catalog-listings
          columns:
            id: item_id
            sku: article
            name: title
            category: rayon
            price: unit_price
            currency: money
            in_stock: left_over > 0
            created: listed_at
      tables:
        shop.items: { item: item_id, match: items, ignore: [note] }
      """;

  private static final ListedPages PAGES =
      new ListedPages(
          new KeySpace(
              NAMESPACE,
              Map.of(
                  ListedPages.LISTING, List.of(new KeyTemplate("shop:list:{hash:hex16}")),
                  ListedPages.CATEGORY, List.of(new KeyTemplate("shop:rayon:{rayon}")))));

  private static final String SHOES = "shoes & co";
  private static final String HATS = "hüte";
  private static final int ITEMS = 12;

  /** Dead for readers, and not yet trimmed: it proves that the registry lacks nothing. */
  private static final Duration OLD = Duration.ofMinutes(7);

  private static final LocalRedis redis = LocalRedis.start();

  @TempDir private Path folder;

  private static CatalogDatabase database;
  private static TestCache cache;

  private final Map<ListedPage, Answer> answers = new HashMap<>();
  private final Set<CacheKey> filled = new HashSet<>();
  private String type = "uuid";

  @BeforeAll
  static void start() {
    cache = new TestCache(redis.uri());
    database = CatalogDatabase.start();
  }

  @AfterAll
  static void stop() {
    cache.close();
    database.close();
    redis.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"uuid", "text"})
  void aChangeDeletesThePagesThatItAltersAndNoOther(String idType) throws Exception {
    type = idType;
    create();
    try (RunningInvalidator invalidator = invalidator()) {
      invalidator.awaitStreaming();
      cache.awaitApplied(database, NAMESPACE);

      assertExact("update shop.items set unit_price = 3.50 where item_id = " + id(9), 3);
      assertExact("update shop.items set unit_price = 99 where item_id = " + id(1), 3);
      assertExact("update shop.items set left_over = 0 where item_id = " + id(5), 3);
      assertExact("update shop.items set left_over = 7 where item_id = " + id(6), 0);
      assertExact("update shop.items set note = 'n'", 0);
      assertExact("update shop.items set article = 'X' where item_id = " + id(3), 3);
      assertExact("update shop.items set listed_at = now() where item_id = " + id(2), 2);
      assertExact(
          "update shop.items set rayon = '%s' where item_id = %s".formatted(HATS, id(4)), 6);
      assertExact("update shop.items set rayon = null where item_id = " + id(7), 6);
      assertExact("update shop.items set unit_price = 0.50 where item_id = " + id(7), 3);
      assertExact("delete from shop.items where item_id = " + id(8), 6);
      assertExact(insert(ITEMS + 1), 6);
      assertThat(invalidator.value("cdc.purges", "cause", "registry")).isZero();
      assertThat(invalidator.value("cdc.purges", "cause", "image")).isZero();
    }
  }

  /** Among equal prices uuids decide, by their bytes. */
  @Test
  void amongEqualPricesTheUuidsDecide() throws Exception {
    create();
    database.sql("update shop.items set unit_price = 5 where left_over > 0");
    try (RunningInvalidator invalidator = invalidator()) {
      invalidator.awaitStreaming();
      cache.awaitApplied(database, NAMESPACE);

      for (int i = 1; i <= ITEMS; i++) {
        assertExact(
            "update shop.items set article = 'X%d' where item_id = %s".formatted(i, id(i)), 1);
      }
      for (int i = 1; i <= ITEMS; i += 2) {
        assertExact("update shop.items set unit_price = 6 where item_id = " + id(i), 1);
        assertExact("update shop.items set unit_price = 5 where item_id = " + id(i), 1);
      }
    }
  }

  private void create() {
    redis.command("FLUSHALL");
    database.sql(
        """
        drop publication if exists shop;
        drop schema if exists shop cascade;
        create schema shop;
        create table shop.items (
          note text, item_id %s primary key, article text not null, title text not null,
          rayon text, unit_price numeric(12, 2) not null, money text not null default 'EUR',
          left_over int not null, listed_at timestamptz not null);
        alter table shop.items replica identity full;
        create publication shop for table shop.items;
        """
            .formatted(type));
    for (int i = 1; i <= ITEMS; i++) {
      database.sql(insert(i));
    }
    String registered = Instant.now().minus(OLD).toEpochMilli() + "-0";
    cache.append(NAMESPACE, registered, Map.of("mark", ""));
  }

  private String insert(int i) {
    return "insert into shop.items values (null, %s, 'A%d', '%s', '%s', %d.25, 'EUR', %d, '2026-01-%02d')"
        .formatted(id(i), i, i % 2 == 0 ? "Shoe" : "Boot", i % 3 == 0 ? HATS : SHOES, i, i % 4, i);
  }

  /** In another order than the numbers, half of them with the sign bit. */
  private String id(int i) {
    long bits = Long.rotateLeft(i * 0x9E3779B97F4A7C15L, 7);
    return "'%s'"
        .formatted(
            type.equals("uuid")
                ? new UUID(bits, bits)
                : i == 3 ? "7" : "P %d,%s".formatted(bits & 0xFF, Long.toHexString(bits)));
  }

  private RunningInvalidator invalidator() throws IOException {
    Path file = Files.writeString(folder.resolve("rules.yml"), RULES);
    return RunningInvalidator.following(file, "shop", database, redis.uri());
  }

  /**
   * Fills what is not there, makes the change, and compares what is gone with what has changed.
   *
   * @param atLeast how many pages it changes
   */
  private void assertExact(String sql, int atLeast) throws SQLException {
    try (Connection connection = database.connect()) {
      JdbcClient reader = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      for (ListedPage page : pages()) {
        if (!filled.contains(page.key()) || cache.lacks(page.key())) {
          Answer answer = load(reader, page);
          cache.fill(NAMESPACE, page, answer::content);
          answers.put(page, answer);
          filled.add(page.key());
        }
      }
      database.sql(sql);
      cache.awaitApplied(database, NAMESPACE);

      Set<ListedPage> gone = new HashSet<>();
      Set<ListedPage> changed = new HashSet<>();
      for (ListedPage page : pages()) {
        if (cache.lacks(page.key())) {
          gone.add(page);
        }
        if (!load(reader, page).equals(answers.get(page))) {
          changed.add(page);
        }
      }
      assertThat(gone).as(sql).isEqualTo(changed);
      assertThat(changed).as(sql).hasSizeGreaterThanOrEqualTo(atLeast);
    }
  }

  private static List<ListedPage> pages() {
    List<ListedPage> pages = new ArrayList<>();
    for (ListingSort sort : ListingSort.values()) {
      for (int page = 1; page <= 5; page++) {
        pages.add(PAGES.listing(params(null, null, null, null, sort, page)));
        pages.add(PAGES.listing(params(SHOES, null, null, null, sort, page)));
      }
      pages.add(PAGES.listing(params(HATS, null, null, null, sort, 1)));
      pages.add(PAGES.listing(params("none", null, null, null, sort, 1)));
      pages.add(PAGES.listing(params(null, "4.00", "9.00", null, sort, 1)));
      pages.add(PAGES.listing(params(null, null, null, true, sort, 1)));
      pages.add(PAGES.listing(params(SHOES, null, null, false, sort, 1)));
    }
    pages.add(PAGES.category(new RowId(SHOES)));
    pages.add(PAGES.category(new RowId(HATS)));
    pages.add(PAGES.category(new RowId("none")));
    return pages;
  }

  private static ListingParams params(
      @Nullable String rayon,
      @Nullable String min,
      @Nullable String max,
      @Nullable Boolean inStock,
      ListingSort sort,
      int page) {
    return new ListingParams(
        rayon == null ? null : new RowId(rayon),
        min == null ? null : new BigDecimal(min),
        max == null ? null : new BigDecimal(max),
        inStock,
        null,
        sort,
        page,
        3);
  }

  /** As a reader of this shop would do it. */
  private static Answer load(JdbcClient reader, ListedPage page) {
    ListingParams params = page.params();
    String matching =
        """
        from shop.items
        where (:rayon::text is null or rayon = :rayon)
          and (:min::numeric is null or unit_price >= :min)
          and (:max::numeric is null or unit_price <= :max)
          and (:stock::boolean is null or (left_over > 0) = :stock)
        """;
    Map<String, @Nullable Object> parameters = new HashMap<>();
    parameters.put("rayon", params.categoryId() == null ? null : params.categoryId().text());
    parameters.put("min", params.minPrice());
    parameters.put("max", params.maxPrice());
    parameters.put("stock", params.inStock());
    String order =
        switch (params.sort()) {
          case NAME -> "title";
          case NAME_DESC -> "title desc";
          case PRICE -> "unit_price";
          case PRICE_DESC -> "unit_price desc";
          case NEWEST -> "listed_at desc";
        };
    long total =
        reader.sql("select count(*) " + matching).params(parameters).query(Long.class).single();
    List<Item> items =
        reader
            .sql(
                "select * %s order by %s, item_id limit %d offset %d"
                    .formatted(
                        matching,
                        order,
                        params.pageSize(),
                        (params.page() - 1) * params.pageSize()))
            .params(parameters)
            .query(
                (row, n) ->
                    new Item(
                        new RowId(row.getString("item_id")),
                        String.join(
                            "|",
                            row.getString("article"),
                            row.getString("title"),
                            Objects.toString(row.getString("rayon")),
                            row.getString("money"),
                            "" + (row.getInt("left_over") > 0)),
                        row.getBigDecimal("unit_price"),
                        params.sort() == ListingSort.NEWEST
                            ? ChronoUnit.MICROS.between(
                                Instant.EPOCH,
                                row.getObject("listed_at", OffsetDateTime.class).toInstant())
                            : 0))
            .list();
    return new Answer(params.sort(), total, items);
  }

  private record Item(RowId id, String shown, BigDecimal price, long listed) {}

  private record Answer(ListingSort sort, long total, List<Item> items) {

    PageEntry content(String registration) {
      if (items.isEmpty() || sort == ListingSort.NAME || sort == ListingSort.NAME_DESC) {
        return PageContent.ofProducts(registration, items.stream().map(Item::id).toList());
      }
      Item first = items.get(0);
      Item last = items.get(items.size() - 1);
      return PageContent.ofSpan(registration, first.id(), number(first), last.id(), number(last));
    }

    private long number(Item item) {
      return sort == ListingSort.NEWEST
          ? item.listed()
          : item.price().unscaledValue().longValueExact();
    }
  }
}
