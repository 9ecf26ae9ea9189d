package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows that PostgreSQL takes from other programs, and that the contract has no values for. */
class OddRowsIT {

  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(10_000)
                      .maxNameLength(100_000)
                      .maxNumberLength(10_000)
                      .build())
              .build());

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi api;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, "odd");
    api = TestApi.start(postgres, "odd", redis);
  }

  @AfterAll
  static void stop() {
    api.close();
    redis.close();
    postgres.close();
  }

  /** No invalidator runs here. */
  @BeforeEach
  void anOrdinaryProduct() {
    sql(
        "truncate categories restart identity cascade",
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price) values ('A', 'Lamp', 1, 10)");
    redis.command("FLUSHALL");
  }

  @Test
  void aPriceThatIsNoNumberHidesItsProductAndNothingElse() {
    insert("price", "'NaN'");

    assertGone("/products/2");
    for (String sort : List.of("name", "-name", "price", "-price", "newest")) {
      assertThat(ids(json("/products?sort=" + sort))).as(sort).containsExactly(1);
    }
    assertThat(json("/products").get("total").asInt()).isEqualTo(2);
    assertThat(ids(json("/categories/1/products"))).containsExactly(1);
    assertThat(write("PATCH", "/products/2", "{\"stock\":1}").statusCode()).isEqualTo(404);
    assertThat(write("PATCH", "/products/2", "{\"price\":\"2.00\"}").body())
        .contains("\"price\":\"2.00\"", "\"stock\":0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"created_at", "updated_at"})
  void aTimeWithoutEndHidesTheProductItself(String column) {
    insert(column, "'infinity'");
    sql("update products set " + column + " = '-infinity' where id = 1");

    assertGone("/products/1");
    assertGone("/products/2");
    assertThat(ids(json("/products?sort=newest"))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "\"text\"", "7", "[{\"a\":1}]"})
  void attributesThatAreNoObjectHaveNoNames(String attributes) {
    insert("attributes", "'" + attributes + "'");

    assertThat(json("/products/2").get("attributes")).isEqualTo(JSON.readTree("{}"));
    write("PATCH", "/products/2", "{\"stock\":1}");
    assertThat(stored("attributes")).isEqualTo(attributes.replace(":", ": "));
    assertThat(write("PATCH", "/products/2", "{\"attributes\":{\"b\":2}}").body())
        .contains("\"attributes\":{\"b\":2}");
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64, 65, 600, 4000})
  void attributesMayNestAsDeepAsPostgresTakes(int depth) {
    String deep = "[".repeat(depth) + "1.50" + "]".repeat(depth);
    insert("attributes", "'{\"a\": 1.50, \"deep\": " + deep + "}'");

    JsonNode node = json("/products/2").get("attributes").get("deep");
    for (int i = 1; i < depth; i++) {
      node = node.get(0);
    }
    assertThat(node.toString()).startsWith("[1.5").endsWith("]");
    assertThat(write("PATCH", "/products/2", "{\"attributes\":{\"a\":null,\"b\":2}}").statusCode())
        .isEqualTo(200);
    assertThat(stored("attributes")).isEqualTo("{\"b\": 2, \"deep\": " + deep + "}");
  }

  @Test
  void namesAndTextsOfAttributesMayBeLong() {
    insert("attributes", "jsonb_build_object(repeat('n', 60000), repeat('t', 60000))");

    assertThat(json("/products/2").get("attributes").get("n".repeat(60_000)).asString())
        .hasSize(60_000);
  }

  @Test
  void longNumbersAreShownShort() {
    insert(
        "attributes",
        "'{\"a\": 1e131000, \"b\": -12e-16000, \"c\": 0e-16000, \"d\": 1e999, \"e\": 1.50}'");

    HttpResponse<String> product = api.get("/products/2");

    assertThat(product.body())
        .contains("\"attributes\":{\"a\":1E+131000,\"b\":-1.2E-15999,\"c\":0,\"d\":1")
        .contains("\"e\":1.5}");
    assertThat(product.body().length()).isLessThan(2_000);
    assertThat(
            write("PATCH", "/products/2", "{\"attributes\":{\"d\":null,\"e\":null}}").statusCode())
        .isEqualTo(200);
    assertThat(stored("attributes = '{\"a\": 1e131000, \"b\": -12e-16000, \"c\": 0}'::jsonb"))
        .isEqualTo("true");
  }

  @Test
  void aNumberOfManyDigitsKeepsThemAll() {
    String digits = "1234567890".repeat(300);
    insert("attributes", "'{\"n\": " + digits + ", \"m\": -" + digits + ".5}'");

    assertThat(api.get("/products/2").body())
        .contains("\"attributes\":{\"m\":-" + digits + ".5,\"n\":" + digits + "}");
  }

  @Test
  void numbersThatWouldGrowBeyondMeasureHideTheirProduct() {
    insert(
        "attributes",
        "(select jsonb_build_object('n', jsonb_agg(1e131000::numeric)) from generate_series(1, 8500))");

    assertGone("/products/2");
    assertThat(ids(json("/products"))).containsExactly(1, 2);
    assertThat(write("PATCH", "/products/2", "{\"attributes\":{\"a\":1}}").statusCode())
        .isEqualTo(404);
    assertThat(
            write(
                    "PUT",
                    "/products/2",
                    "{\"sku\":\"B\",\"name\":\"B\",\"category_id\":1,\"price\":\"1.00\"}")
                .body())
        .contains("\"attributes\":{}");
    redis.command("FLUSHALL");
    assertThat(json("/products/2").get("attributes")).isEqualTo(JSON.readTree("{}"));
  }

  @Test
  void numbersThatGrowAreRefused() {
    String number = "1e131000";
    String few = String.join(",", Collections.nCopies(7, number));
    String many = few + "," + number + "," + number;
    String patch = "{\"attributes\":{\"n\":[%s]}}";

    assertThat(write("PATCH", "/products/1", patch.formatted(few)).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = write("PATCH", "/products/1", patch.formatted(many));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("\"detail\":\"attributes must be ");
    assertThat(api.get("/products/1").body()).contains("1E+131000").hasSizeLessThan(2_000);
  }

  @Test
  void aPatchTouchesOnlyWhatItNames() {
    sql(
        "update products set name = repeat('n', 250), sku = repeat('s', 80), currency = 'usd',"
            + " description = repeat('d', 30000), attributes = '[1]' where id = 1",
        "insert into product_images values (1, 1, '/relative.jpg')");

    HttpResponse<String> patched = write("PATCH", "/products/1", "{\"price\":\"5.00\"}");

    assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
    assertThat(patched.body())
        .contains("\"price\":\"5.00\"", "n".repeat(250), "\"currency\":\"usd\"", "/relative.jpg");
    assertThat(write("PATCH", "/products/1", "{\"currency\":\"usd\"}").statusCode()).isEqualTo(400);
    assertThat(write("PATCH", "/products/1", "{}").statusCode()).isEqualTo(200);
    assertThat(stored("attributes::text || name", 1)).isEqualTo("[1]" + "n".repeat(250));
  }

  private static void insert(String column, String value) {
    sql(
        "insert into products (sku, name, category_id"
            + (column.equals("price") ? "" : ", price")
            + ", "
            + column
            + ") values ('B', 'Odd', 1"
            + (column.equals("price") ? "" : ", 1")
            + ", "
            + value
            + ")");
  }

  private static void sql(String... statements) {
    TestApi.sql(postgres, "odd", statements);
  }

  private static String stored(String expression) {
    return stored(expression, 2);
  }

  private static String stored(String expression, int id) {
    String sql = "select (" + expression + ")::text from products where id = " + id;
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl("odd"), "odd", "odd");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static HttpResponse<String> write(String method, String path, String body) {
    return api.send(method, path, "application/json", body);
  }

  /** Also when the answer is remembered. */
  private static void assertGone(String path) {
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> response = api.get(path);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(404);
      assertThat(response.body()).contains("There is no product with this id.");
    }
  }

  private static JsonNode json(String path) {
    HttpResponse<String> response = api.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static List<Integer> ids(JsonNode page) {
    return page.get("items").valueStream().map(item -> item.get("id").asInt()).sorted().toList();
  }
}
