package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Listings against a plain model of filters, order and pages, on random catalogs and requests. */
class ListingIT {

  private static final int PRODUCTS = 300;
  private static final int REQUESTS = 400;
  private static final String[] WORDS = {"Lamp", "lamp", "CHAIR", "Desk", "50%", "a_b", "x\\y"};

  private final Random random = new Random(20261123);

  @Test
  void everyPageIsWhatTheModelSays() {
    try (LocalPostgres postgres = LocalPostgres.start();
        LocalRedis redis = LocalRedis.start()) {
      TestApi.createDatabase(postgres, "listing");
      try (TestApi api = TestApi.start(postgres, "listing", redis)) {
        List<Row> rows = fill(postgres);
        for (int i = 0; i < REQUESTS; i++) {
          check(api, rows, Request.random(random));
        }
      }
    }
  }

  private List<Row> fill(LocalPostgres postgres) {
    List<Row> rows = new ArrayList<>();
    StringBuilder sql =
        new StringBuilder(
            "insert into categories (slug, name) values ('a', 'A'), ('b', 'B'), ('c', 'C');"
                + " insert into products (sku, name, category_id, price, stock, created_at) values ");
    for (int id = 1; id <= PRODUCTS; id++) {
      Row row =
          new Row(
              id,
              pick(WORDS) + " " + pick(WORDS),
              1 + random.nextInt(2),
              BigDecimal.valueOf(random.nextInt(3_000), 2),
              random.nextInt(3),
              random.nextInt(100));
      rows.add(row);
      sql.append(id == 1 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "('S%d', '%s', %d, %s, %d, timestamptz '2026-01-01' + interval '%d s')",
                  id,
                  row.name,
                  row.category,
                  row.price,
                  row.stock,
                  row.age));
    }
    TestApi.sql(postgres, "listing", sql.toString());
    return rows;
  }

  private void check(TestApi api, List<Row> rows, Request request) {
    List<Row> matching = rows.stream().filter(request::matches).sorted(request.order()).toList();
    List<Integer> expected =
        matching.stream()
            .skip((request.page - 1L) * request.pageSize)
            .limit(request.pageSize)
            .map(Row::id)
            .toList();

    JsonNode page = JsonMapper.shared().readTree(api.get("/products?" + request.query()).body());

    assertThat(page.get("total").asInt()).as(request.query()).isEqualTo(matching.size());
    assertThat(page.get("items").valueStream().map(item -> item.get("id").asInt()))
        .as(request.query())
        .containsExactlyElementsOf(expected);
    assertThat(page.get("items").valueStream().map(item -> item.get("in_stock").asBoolean()))
        .containsExactlyElementsOf(
            expected.stream().map(id -> rows.get(id - 1).stock > 0).toList());
  }

  private String pick(String[] words) {
    return words[random.nextInt(words.length)];
  }

  private record Row(int id, String name, int category, BigDecimal price, int stock, int age) {}

  private record Request(
      @Nullable Integer category,
      @Nullable BigDecimal min,
      @Nullable BigDecimal max,
      @Nullable Boolean inStock,
      @Nullable String q,
      String sort,
      int page,
      int pageSize) {

    static Request random(Random random) {
      return new Request(
          random.nextBoolean() ? null : (Integer) (1 + random.nextInt(3)),
          random.nextBoolean() ? null : BigDecimal.valueOf(random.nextInt(2_000), 2),
          random.nextBoolean() ? null : BigDecimal.valueOf(random.nextInt(4_000), 2),
          random.nextBoolean() ? null : (Boolean) random.nextBoolean(),
          random.nextBoolean() ? null : word(random),
          new String[] {"name", "-name", "price", "-price", "newest"}[random.nextInt(5)],
          1 + random.nextInt(4),
          1 + random.nextInt(30));
    }

    private static String word(Random random) {
      String word = WORDS[random.nextInt(WORDS.length)];
      return word.substring(random.nextInt(word.length() - 1));
    }

    String query() {
      List<String> parameters = new ArrayList<>();
      add(parameters, "category_id", category);
      add(parameters, "min_price", min);
      add(parameters, "max_price", max);
      add(parameters, "in_stock", inStock);
      add(parameters, "q", q);
      add(parameters, "sort", sort);
      add(parameters, "page", page);
      add(parameters, "page_size", pageSize);
      return parameters.stream().collect(Collectors.joining("&"));
    }

    private static void add(List<String> parameters, String name, @Nullable Object value) {
      if (value != null) {
        parameters.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
      }
    }

    boolean matches(Row row) {
      return (category == null || row.category == category)
          && (min == null || row.price.compareTo(min) >= 0)
          && (max == null || row.price.compareTo(max) <= 0)
          && (inStock == null || inStock == row.stock > 0)
          && (q == null
              || row.name.toLowerCase(Locale.ROOT).contains(q.strip().toLowerCase(Locale.ROOT)));
    }

    Comparator<Row> order() {
      Comparator<Row> order =
          switch (sort) {
            case "name" -> Comparator.comparing(Row::name);
            case "-name" -> Comparator.comparing(Row::name).reversed();
            case "price" -> Comparator.comparing(Row::price);
            case "-price" -> Comparator.comparing(Row::price).reversed();
            default -> Comparator.comparing(Row::age).reversed();
          };
      return order.thenComparing(Row::id);
    }
  }
}
