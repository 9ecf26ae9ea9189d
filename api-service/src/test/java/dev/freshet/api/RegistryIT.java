package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.redis.RegistryEntry;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reading a page tells the invalidator, against what the database says. */
class RegistryIT {

  private static final String DATABASE = "registry";
  private static final int FULL = 1;
  private static final int EMPTY = 2;
  private static final int ODD = 3;
  private static final int MISSING = 99;

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static RedisConnection connection;
  private static TestApi api;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    connection =
        RedisConnection.open(
            new RedisSettings(redis.uri(), Duration.ofSeconds(5), Duration.ofSeconds(5)));
    await().until(connection::isConnected);
    TestApi.createDatabase(postgres, DATABASE);
    api = TestApi.start(postgres, DATABASE, redis);
    TestApi.sql(
        postgres,
        DATABASE,
        "insert into categories (slug, name) values ('full', 'F'), ('empty', 'E'), ('odd', 'O')",
        // Names, prices and times in orders of their own, each with ties; half from before 1970.
        "insert into products (sku, name, category_id, price, created_at)"
            + " select 'F' || i, 'N' || i * 37 % 101, 1, (i * 53 % 97) * 1.01,"
            + " timestamptz '1970-01-01 00:00:00Z'"
            + " + (i * 71 % 127 - 60) * interval '1.000001 s' from generate_series(1, 150) i",
        "insert into products (sku, name, category_id, price, created_at) values"
            + " ('O1', 'A', 3, 0, '-infinity'),"
            + " ('O2', 'B', 3, 0.01, '4713-01-01 00:00:00Z BC'),"
            + " ('O3', 'C', 3, 9999999999.99, '2026-01-01 12:34:56.789012Z'),"
            // 2^63 microseconds after 1970 is in the year 294247.
            + " ('O4', 'D', 3, 2.50, '294246-12-31 23:59:59.999999Z'),"
            + " ('O5', 'E', 3, 3, '294276-12-31 23:59:59.999999Z'),"
            + " ('O6', 'F', 3, 4, 'infinity')");
  }

  @AfterAll
  static void stop() {
    api.close();
    connection.close();
    redis.close();
    postgres.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
  }

  @ParameterizedTest
  @CsvSource({"name, 'name, id'", "-name, 'name desc, id'"})
  void aListingByNameShowsEachProduct(String sort, String order) throws Exception {
    for (int page : new int[] {1, 4}) {
      List<Row> rows = rows(FULL, order, 45, page);
      assertShows(listing(FULL, sort, 45, page), id -> PageContent.ofProducts(id, Row.ids(rows)));
    }
  }

  @ParameterizedTest
  @CsvSource({"price, 'price, id'", "-price, 'price desc, id'"})
  void aListingByPriceShowsCents(String sort, String order) throws Exception {
    for (int category : new int[] {FULL, ODD}) {
      for (int page : new int[] {1, 2}) {
        List<Row> rows = rows(category, order, 5, page);
        Row first = rows.get(0);
        Row last = rows.get(rows.size() - 1);
        assertShows(
            listing(category, sort, 5, page),
            id ->
                PageContent.ofSpan(
                    id, RowId.of(first.id), first.cents, RowId.of(last.id), last.cents));
      }
    }
  }

  @Test
  void aListingByCreationShowsMicroseconds() throws Exception {
    for (int pageSize : new int[] {1, 40}) {
      for (int page = 1; page <= 4; page++) {
        assertShowsCreations(FULL, pageSize, page);
      }
    }
  }

  /** After a few executions, the driver has the database send binary values. */
  @Test
  void creationsAreTheSameInTheDriversBinaryForm() throws Exception {
    for (int i = 0; i < 10; i++) {
      redis.command("FLUSHALL");
      for (int page : new int[] {3, 4, 5}) {
        assertShowsCreations(ODD, 1, page);
      }
      assertShowsCreations(FULL, 40, 1);
      assertSaysNothing(listing(ODD, "newest", 1, 1));
    }
  }

  @Test
  void aCreationThatNoNumberSaysLeavesTheListingWithoutContent() throws Exception {
    for (int page : new int[] {1, 2, 6}) {
      assertSaysNothing(listing(ODD, "newest", 1, page));
    }
    for (int page : new int[] {3, 4, 5}) {
      assertShowsCreations(ODD, 1, page);
    }
    assertSaysNothing(listing(ODD, "newest", 4, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "-name", "price", "-price", "newest"})
  void anEmptyPageShowsNothing(String sort) throws Exception {
    for (String path : List.of(listing(EMPTY, sort, 20, 1), listing(FULL, sort, 100, 3))) {
      assertShows(path, id -> PageContent.ofProducts(id, List.of()));
    }
  }

  @Test
  void aCategoryPageShowsItsFirstProductsByName() throws Exception {
    List<Row> rows = rows(FULL, "name, id", 100, 1);
    assertShows(categoryPage(FULL), id -> PageContent.ofProducts(id, Row.ids(rows)));
    assertShows(categoryPage(EMPTY), id -> PageContent.ofProducts(id, List.of()));
  }

  @Test
  void aCategoryThatDoesNotExistIsRegisteredWithoutContent() throws Exception {
    assertSaysNothing(categoryPage(MISSING));
  }

  @Test
  void aFullRegistryLeavesPagesUncachedAndSaysSo() {
    redis.command("SET " + CatalogKeys.NAMESPACE.pageRegistryFull() + " 1");
    for (String path : List.of("/products", categoryPage(FULL))) {
      for (int i = 0; i < 2; i++) {
        assertThat(TestApi.cacheStatus(api.get(path)))
            .isEqualTo("freshet; fwd=uri-miss; detail=registry-full");
      }
    }
    assertThat(refused("listing")).isEqualTo(2);
    assertThat(refused("category")).isEqualTo(2);
    assertThat(redis.command("DBSIZE")).as("the mark only").isEqualTo(":1");

    redis.command("DEL " + CatalogKeys.NAMESPACE.pageRegistryFull());
    assertThat(TestApi.cacheStatus(api.get("/products"))).endsWith("stored");
  }

  private static void assertShowsCreations(int category, int pageSize, int page) throws Exception {
    List<Row> rows = rows(category, "created_at desc, id", pageSize, page);
    Row first = rows.get(0);
    Row last = rows.get(rows.size() - 1);
    assertShows(
        listing(category, "newest", pageSize, page),
        id ->
            PageContent.ofSpan(
                id, RowId.of(first.id), first.micros, RowId.of(last.id), last.micros));
  }

  /** Reading the path registers its page, and tells what it shows; reading it again does not. */
  private static void assertShows(String path, Function<String, PageContent> content)
      throws Exception {
    List<RegistryEntry> entries = entriesOfReading(path);

    assertThat(entries).as(path).hasSize(2);
    assertRegisters(path, entries.get(0));
    assertThat(PageContent.of(entries.get(1).fields()))
        .as(path)
        .contains(content.apply(entries.get(0).id()));
  }

  private static void assertSaysNothing(String path) throws Exception {
    List<RegistryEntry> entries = entriesOfReading(path);

    assertThat(entries).as(path).hasSize(1);
    assertRegisters(path, entries.get(0));
  }

  private static void assertRegisters(String path, RegistryEntry entry) {
    CacheKey key = ListedPages.CATALOG.registered(entry.fields()).orElseThrow().key();
    assertThat(redis.command("EXISTS " + key)).as("%s is cached as %s", path, key).isEqualTo(":1");
  }

  private static List<RegistryEntry> entriesOfReading(String path) throws Exception {
    int before = RegistryEntry.all(connection).size();
    assertThat(TestApi.cacheStatus(api.get(path))).as(path).endsWith("stored");
    assertThat(TestApi.cacheStatus(api.get(path))).as(path).endsWith("hit");
    List<RegistryEntry> all = RegistryEntry.all(connection);
    return all.subList(before, all.size());
  }

  private static String listing(int category, String sort, int pageSize, int page) {
    return "/products?category_id=%d&sort=%s&page_size=%d&page=%d"
        .formatted(category, sort, pageSize, page);
  }

  private static String categoryPage(int category) {
    return "/categories/" + category + "/products";
  }

  private static double refused(String kind) {
    return api.metric(
        "cache_registrations_refused_total{application=\"api-service\",kind=\"" + kind + "\"}");
  }

  /** The page's rows; their numbers are 0 where no bigint can hold them. */
  private static List<Row> rows(int category, String order, int pageSize, int page)
      throws SQLException {
    String sql =
        """
        select id, price * 100 as cents,
               case when isfinite(created_at) then extract(epoch from created_at) * 1000000
               else 0 end as micros
        from products where category_id = %d order by %s limit %d offset %d
        """
            .formatted(category, order, pageSize, (page - 1) * pageSize);
    try (Connection database =
            DriverManager.getConnection(postgres.jdbcUrl(DATABASE), DATABASE, DATABASE);
        Statement statement = database.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      List<Row> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(
            new Row(
                found.getLong("id"),
                found.getBigDecimal("cents").longValueExact(),
                found.getBigDecimal("micros").longValue()));
      }
      return rows;
    }
  }

  private record Row(long id, long cents, long micros) {

    static List<RowId> ids(List<Row> rows) {
      return rows.stream().map(row -> RowId.of(row.id)).toList();
    }
  }
}
