package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.local.redis.LocalRedis;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever PostgreSQL takes in the tables' columns, no try to apply it fails. Without the checks of
 * the schema, which another shop need not have.
 */
class OddRowsIT {

  private static final int ROUNDS = 40;
  private static final int PRODUCTS = 12;

  private static final List<String> IDS =
      List.of("1", "2", "0", "-1", "9223372036854775807", "-9223372036854775808");
  private static final List<String> TEXTS =
      List.of(
          "''",
          "' '",
          "'lamp'",
          "'İ ı ſ K Å ǅ ß ΐ'",
          "E'\\u200b\\u202e\\ufeff\\uffff\\u0001'",
          "E'\\U0001F600\\U0010FFFF'",
          "E'e\\u0301\\u0301\\u0301'",
          "'\"\\{}[],:null'",
          "repeat('я', 300000)",
          "repeat(E'\\u0130', 1000)");

  /** In one order, so that the same seed makes the same rows. */
  private static final SortedMap<String, List<String>> COLUMNS =
      new TreeMap<>(
          Map.of(
              "name", TEXTS,
              "description", TEXTS,
              "category_id", IDS,
              "price",
                  List.of(
                      "0",
                      "-1",
                      "19.90",
                      "'NaN'",
                      "'Infinity'",
                      "'-Infinity'",
                      "0.005",
                      "1e131000",
                      "1e-16000",
                      "9999999999.99"),
              "currency", List.of("''", "'usd'", "'€€€'", "E'\\u0001'"),
              "stock", List.of("0", "1", "-1", "2147483647", "-2147483648"),
              "attributes",
                  List.of(
                      "'{}'",
                      "'[]'",
                      "'null'",
                      "'\"text\"'",
                      "'1e1000'",
                      "(repeat('[', 1000) || repeat(']', 1000))::jsonb",
                      "jsonb_build_object(repeat('k', 100000), repeat('v', 100000))"),
              "created_at",
                  List.of(
                      "now()",
                      "'infinity'",
                      "'-infinity'",
                      "'4713-01-01 00:00:00 BC'",
                      "'294276-12-31 23:59:59.999999'",
                      "'0001-01-01 00:00:00.000001 BC'")));

  private static CatalogDatabase database;
  private static LocalRedis redis;

  private final Random random = new Random(20);

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    database.sql(
        "alter table products drop constraint products_price_check",
        "alter table products drop constraint products_stock_check",
        "alter table product_images drop constraint product_images_position_check",
        "alter table products alter price type numeric",
        "insert into categories (id, slug, name) select i, i::text, '' from unnest(array[%s]::bigint[]) i"
            .formatted(String.join(",", IDS)));
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
    database.close();
  }

  @Test
  void failNoBatch() {
    try (TestCache cache = new TestCache(redis.uri());
        RunningInvalidator invalidator =
            RunningInvalidator.start(database, redis.uri()).awaitStreaming()) {
      for (int round = 0; round < ROUNDS; round++) {
        registerPages(cache);
        String statement = change(round);
        database.sql(statement);
        cache.awaitApplied(database);
        assertThat(invalidator.value("cdc.batches.failed")).as(statement).isZero();
      }
      assertThat(invalidator.isStreaming()).isTrue();
    }
  }

  private static void registerPages(TestCache cache) {
    for (String sort : List.of("name", "-name", "price", "-price", "newest")) {
      cache.fillListing(listing(Map.of("sort", sort)));
    }
    cache.fillListing(listing(Map.of("q", "lamp", "in_stock", "true")));
    cache.fillListing(listing(Map.of("q", "\u0130", "min_price", "0", "max_price", "100")));
    cache.fillListing(listing(Map.of("category_id", "9223372036854775807")));
    cache.fillCategoryPages(1, 2, Long.MAX_VALUE);
  }

  private static ListingParams listing(Map<String, String> query) {
    return ListingParams.of(query::get);
  }

  private String change(int round) {
    String set =
        COLUMNS.entrySet().stream()
            .map(column -> column.getKey() + " = " + any(column.getValue()))
            .collect(Collectors.joining(", "));
    return switch (round % 4) {
      case 0, 1 ->
          "insert into products (id, sku, %s) values (%d, '%d', %s) on conflict do nothing"
              .formatted(
                  String.join(", ", COLUMNS.keySet()),
                  round % PRODUCTS - 1,
                  round,
                  COLUMNS.values().stream().map(this::any).collect(Collectors.joining(", ")));
      case 2 -> "update products set " + set;
      default ->
          "insert into product_images select id, %d, %s from products on conflict do nothing"
              .formatted(round - 3, any(TEXTS));
    };
  }

  private String any(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
