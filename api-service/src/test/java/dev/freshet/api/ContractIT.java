package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API does what openapi.yaml says, whatever the cache does. */
class ContractIT {

  private static final OpenApiInteractionValidator CONTRACT =
      OpenApiInteractionValidator.createForInlineApiSpecification(readable(contract())).build();

  /** Requests whose answers the cache takes part in, and their neighbours. */
  private static final List<String> READS =
      List.of(
          "/products/1",
          "/products/0001",
          "/products/2",
          "/products/3",
          "/products/4",
          "/products/999",
          "/products/0",
          "/products/abc",
          "/products/9223372036854775808",
          "/products",
          "/products?page=2&page_size=2",
          "/products?page=10000&page_size=100",
          "/products?category_id=1&sort=-price",
          "/products?category_id=77",
          "/products?min_price=10&max_price=20.5&sort=price",
          "/products?in_stock=true&sort=newest",
          "/products?in_stock=false",
          "/products?q=LAMP&sort=-name",
          "/products?q=100%25_%5C",
          "/products?q=caf%C3%A9",
          "/products?unknown=1",
          "/products?q=%00",
          "/products?page=0",
          "/products?page=10001",
          "/products?page_size=101",
          "/products?sort=cheapest",
          "/products?in_stock=maybe",
          "/products?min_price=-1",
          "/products?min_price=1.234",
          "/products?category_id=x",
          "/products?category_id=",
          "/categories",
          "/categories/1",
          "/categories/99",
          "/categories/x",
          "/categories/1/products",
          "/categories/2/products",
          "/categories/99/products",
          "/categories/0/products");

  private static LocalPostgres postgres;
  private static LocalRedis redis;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, "contract");
    TestApi.createDatabase(postgres, "writes");
  }

  @AfterAll
  static void stop() {
    redis.close();
    postgres.close();
  }

  /** No invalidator runs here, so what one test has cached would mislead the next. */
  @BeforeEach
  void emptyTheCache() {
    redis.command("FLUSHALL");
  }

  @Test
  void readsAreTheSameWhateverTheCacheDoes() {
    Map<String, String> expected;
    try (TestApi off = TestApi.start(postgres, "contract", redis, "freshet.cache.enabled=false")) {
      fillCatalog(off);
      expected = answers(off, "");
    }
    try (TestApi api = TestApi.start(postgres, "contract", redis)) {
      assertThat(answers(api, "fwd=uri-miss; stored")).as("cold").isEqualTo(expected);
      assertThat(answers(api, "hit")).as("warm").isEqualTo(expected);

      for (String garbage :
          List.of("'SET',k,'garbage'", "'RPUSH',k,'garbage'", "'HSET',k,'a','b'")) {
        corruptEveryKey(garbage);
        assertThat(answers(api, "fwd=uri-miss; stored")).as("corrupt").isEqualTo(expected);
        assertThat(answers(api, "hit")).as("repaired").isEqualTo(expected);
      }

      redis.kill();
      assertThat(answers(api, "fwd=bypass; detail=redis-unavailable"))
          .as("Redis stopped")
          .isEqualTo(expected);
      redis.startAgain();
    }
  }

  @Test
  void writesAnswerAsTheContractSays() {
    try (TestApi api = TestApi.start(postgres, "writes", redis)) {
      HttpResponse<String> category =
          write(api, "POST", "/categories", "{\"slug\":\"lamps\",\"name\":\"Lamps\"}", 201);
      String categoryPath = category.headers().firstValue("Location").orElseThrow();
      String categoryId = categoryPath.substring("/categories/".length());
      assertThat(api.get(categoryPath).body()).isEqualTo(category.body());
      write(api, "POST", "/categories", "{\"slug\":\"lamps\",\"name\":\"Again\"}", 409);
      write(api, "POST", "/categories", "{\"slug\":\"Bad Slug\",\"name\":\"x\"}", 400);
      write(api, "PUT", categoryPath, "{\"slug\":\"lights\",\"name\":\"Lights\"}", 200);
      write(api, "PUT", "/categories/999", "{\"slug\":\"none\",\"name\":\"None\"}", 404);
      write(api, "PUT", categoryPath, "{\"slug\":\"a\",\"name\":\"b\",\"parent_id\":999}", 400);

      String body =
          """
          {"sku":"L-1","name":"Lamp","category_id":%s,"price":"19.90","stock":3,
           "attributes":{"watts":7.50,"tags":["a",null,true],"n":12345678901234567890123},
           "images":[{"position":2,"url":"https://cdn.example/2.jpg"},
                     {"position":1,"url":"https://cdn.example/1.jpg"}]}"""
              .formatted(categoryId);
      HttpResponse<String> product = write(api, "POST", "/products", body, 201);
      String path = product.headers().firstValue("Location").orElseThrow();
      assertThat(api.get(path).body()).isEqualTo(product.body());
      assertThat(product.body())
          .contains("\"price\":\"19.90\"", "\"currency\":\"USD\"", "12345678901234567890123")
          .containsSubsequence("1.jpg", "2.jpg");
      write(api, "POST", "/products", body, 409);

      assertThat(
              send(
                      api,
                      "PATCH",
                      path,
                      "application/merge-patch+json",
                      "{\"price\":\"5.00\",\"attributes\":{\"watts\":null,\"color\":\"red\"}}",
                      200)
                  .body())
          .contains("\"price\":\"5.00\"", "\"color\":\"red\"", "\"stock\":3", "1.jpg")
          .contains("12345678901234567890123")
          .doesNotContain("watts");
      write(api, "PATCH", path, "{\"stock\":0}", 200);
      write(api, "PATCH", path, "{\"name\":null}", 400);
      write(api, "PATCH", "/products/999", "{\"stock\":0}", 404);
      assertThat(write(api, "PUT", path, body.replace("\"stock\":3,", ""), 200).body())
          .contains("\"stock\":0", "\"price\":\"19.90\"");
      write(
          api,
          "PUT",
          path,
          body.replace("\"category_id\":" + categoryId, "\"category_id\":999"),
          400);
      write(api, "PUT", "/products/999", body, 404);

      write(api, "DELETE", path, "", 204);
      write(api, "DELETE", path, "", 404);
      write(api, "DELETE", categoryPath, "", 204);
      write(api, "DELETE", categoryPath, "", 404);
      write(api, "DELETE", "/categories/x", "", 400);

      HttpResponse<String> refused =
          api.send(
              api.request("/products")
                  .header("Content-Type", "application/json")
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      validate("POST", "/products", refused);
    }
  }

  @Test
  void theContractItselfIsServed() {
    try (TestApi api = TestApi.start(postgres, "writes", redis)) {
      assertThat(api.get("/openapi.yaml").body()).isEqualTo(contract());
    }
  }

  /**
   * The frozen file has one description with a comma in a flow mapping and without quotes, which
   * strict parsers take for a further attribute.
   */
  private static String readable(String contract) {
    String description = "UTC, as stored to the microsecond";
    assertThat(contract).contains("description: " + description);
    return contract.replace(description, '"' + description + '"');
  }

  private static String contract() {
    try (InputStream file = ContractIT.class.getResourceAsStream("/static/openapi.yaml")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse<String> write(
      TestApi api, String method, String path, String body, int status) {
    return send(api, method, path, "application/json", body, status);
  }

  private static HttpResponse<String> send(
      TestApi api, String method, String path, String type, String body, int status) {
    HttpResponse<String> response = api.send(method, path, type, body);
    assertThat(response.statusCode())
        .as("%s %s %s: %s", method, path, body, response.body())
        .isEqualTo(status);
    validate(method, path, response);
    assertThat(response.headers().map().containsKey("Freshet-Token"))
        .as("%s %s has a token", method, path)
        .isEqualTo(status < 300);
    return response;
  }

  /** By path: status and body, each valid by the contract. */
  private static Map<String, String> answers(TestApi api, String cacheStatus) {
    Map<String, String> answers = new LinkedHashMap<>();
    for (String path : READS) {
      if (path.equals("/products/0001") || path.equals("/products?unknown=1")) {
        continue; // the same entry as its neighbour: see equivalentRequestsShareAnEntry
      }
      HttpResponse<String> response = api.get(path);
      validate("GET", path, response);
      answers.put(path, response.statusCode() + " " + response.body());
      if (isCached(path, response.statusCode()) && !cacheStatus.isEmpty()) {
        assertThat(TestApi.cacheStatus(response)).as(path).isEqualTo("freshet; " + cacheStatus);
      } else {
        assertThat(TestApi.cacheStatus(response)).as(path).isEmpty();
      }
    }
    return answers;
  }

  @Test
  void equivalentRequestsShareAnEntry() {
    TestApi.createDatabase(postgres, "equivalent");
    try (TestApi api = TestApi.start(postgres, "equivalent", redis)) {
      fillCatalog(api);
      Map<String, String> pairs =
          Map.of(
              "/products/1", "/products/0001",
              "/categories/1/products", "/categories/01/products",
              "/products", "/products?unknown=1&sort=name&page=01",
              "/products?min_price=10&q=LAMP", "/products?q=%20lamp&min_price=0010.0");
      pairs.forEach(
          (first, second) -> {
            HttpResponse<String> miss = api.get(first);
            HttpResponse<String> hit = api.get(second);
            assertThat(TestApi.cacheStatus(miss))
                .as(first)
                .isEqualTo("freshet; fwd=uri-miss; stored");
            assertThat(TestApi.cacheStatus(hit)).as(second).isEqualTo("freshet; hit");
            assertThat(hit.body()).isEqualTo(miss.body());
          });
    }
  }

  private static boolean isCached(String path, int status) {
    boolean cachedKind = path.startsWith("/products") || path.matches("/categories/[^/]*/products");
    return cachedKind && status != 400;
  }

  private static void validate(String method, String path, HttpResponse<String> response) {
    SimpleResponse.Builder answer = SimpleResponse.Builder.status(response.statusCode());
    response.headers().map().forEach(answer::withHeader);
    if (!response.body().isEmpty()) {
      answer.withBody(response.body());
    }
    ValidationReport report =
        CONTRACT.validateResponse(
            URI.create(path).getPath(), Request.Method.valueOf(method), answer.build());
    assertThat(report.getMessages())
        .as("%s %s: %s %s", method, path, response.statusCode(), response.body())
        .isEmpty();
  }

  private static void fillCatalog(TestApi api) {
    api.post("/categories", "{\"slug\":\"lamps\",\"name\":\"Lamps\"}");
    api.post("/categories", "{\"slug\":\"empty\",\"name\":\"Empty\",\"parent_id\":1}");
    String[] products = {
      "\"sku\":\"A\",\"name\":\"Desk lamp\",\"price\":\"19.90\",\"stock\":5,"
          + "\"attributes\":{\"w\":1.10,\"zero\":100.0,\"big\":1e15,\"deep\":{\"b\":[1,2.5,\"x\"]}},"
          + "\"images\":[{\"position\":3,\"url\":\"https://cdn.example/3.jpg\"}]",
      "\"sku\":\"B\",\"name\":\"Café lamp 100%_\\\\\",\"price\":\"5.00\",\"stock\":0",
      "\"sku\":\"C\",\"name\":\"Chair\",\"price\":\"0.00\",\"stock\":1,\"currency\":\"EUR\","
          + "\"description\":\"🔥 \\\"quoted\\\"\"",
      "\"sku\":\"D\",\"name\":\"Table\",\"price\":\"9999999999.99\",\"stock\":2147483647"
    };
    for (String product : products) {
      assertThat(api.post("/products", "{\"category_id\":1," + product + "}").statusCode())
          .isEqualTo(201);
    }
  }

  /** Also the leases, of which there are none, and the registry. */
  private static void corruptEveryKey(String garbage) {
    String script =
        "local keys = redis.call('KEYS','product*')"
            + " for i = 1, #keys do keys[#keys+1] = '{' .. keys[i] .. '}:lock' end"
            + " for _,k in ipairs(keys) do redis.call('DEL',k) redis.call("
            + garbage
            + ") end return redis.call('DBSIZE')";
    assertThat(redis.command("EVAL \"" + script + "\" 0")).startsWith(":");
  }
}
