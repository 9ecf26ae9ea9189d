package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends: the right 4xx as a problem, and nothing is lost or changed. */
class BadRequestIT {

  private static final String PRODUCT =
      "\"sku\":\"S\",\"name\":\"N\",\"category_id\":1,\"price\":\"1.00\"";

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi api;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, "bad");
    api = TestApi.start(postgres, "bad", redis);
    assertThat(api.post("/categories", "{\"slug\":\"c\",\"name\":\"C\"}").statusCode())
        .isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    api.close();
    redis.close();
    postgres.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sku         | {\"name\":\"N\",\"category_id\":1,\"price\":\"1.00\"}",
        "sku         | {\"sku\":\"\",\"name\":\"N\",\"category_id\":1,\"price\":\"1.00\"}",
        "sku         | {\"sku\":5,\"name\":\"N\",\"category_id\":1,\"price\":\"1.00\"}",
        "name        | {\"sku\":\"S\",\"name\":\"a\\u0000b\",\"category_id\":1,\"price\":\"1.00\"}",
        "name        | {\"sku\":\"S\",\"name\":\"a\\ud800b\",\"category_id\":1,\"price\":\"1.00\"}",
        "name        | {\"sku\":\"S\",\"name\":null,\"category_id\":1,\"price\":\"1.00\"}",
        "category_id | {\"sku\":\"S\",\"name\":\"N\",\"category_id\":0,\"price\":\"1.00\"}",
        "category_id | {\"sku\":\"S\",\"name\":\"N\",\"category_id\":\"1\",\"price\":\"1.00\"}",
        "category_id | {\"sku\":\"S\",\"name\":\"N\",\"category_id\":1e30,\"price\":\"1.00\"}",
        "category_id | {\"sku\":\"S\",\"name\":\"N\",\"category_id\":999,\"price\":\"1.00\"}",
        "price       | {\"sku\":\"S\",\"name\":\"N\",\"category_id\":1,\"price\":1.00}",
        "price       | {\"sku\":\"S\",\"name\":\"N\",\"category_id\":1,\"price\":\"1.0\"}",
        "price       | {\"sku\":\"S\",\"name\":\"N\",\"category_id\":1,\"price\":\"12345678901.00\"}",
        "price       | {\"sku\":\"S\",\"name\":\"N\",\"category_id\":1,\"price\":\"-1.00\"}",
        "body        | [1]",
        "body        | null",
        "body        | \"text\"",
      })
  void aProductThatIsNotOneNamesItsField(String field, String body) {
    assertProblem(api.post("/products", body), 400, "\"detail\":\"" + field + " must be ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "currency           | \"currency\":\"usd\"",
        "currency           | \"currency\":null",
        "stock              | \"stock\":-1",
        "stock              | \"stock\":2147483648",
        "stock              | \"stock\":1.5",
        "stock              | \"stock\":\"3\"",
        "description        | \"description\":7",
        "attributes         | \"attributes\":[]",
        "attributes         | \"attributes\":{\"a\":\"\\u0000\"}",
        "attributes         | \"attributes\":{\"a\\u0000\":1}",
        "attributes         | \"attributes\":{\"a\":1e999999}",
        "images             | \"images\":{}",
        "images[0]          | \"images\":[1]",
        "images[0].position | \"images\":[{\"position\":0,\"url\":\"https://a.example/x\"}]",
        "images[1].position | \"images\":[{\"position\":1,\"url\":\"https://a.example/x\"},{\"position\":1,\"url\":\"https://a.example/y\"}]",
        "images[0].url      | \"images\":[{\"position\":1,\"url\":\"not a uri\"}]",
        "images[0].url      | \"images\":[{\"position\":1,\"url\":\"/relative\"}]",
      })
  void anOptionalFieldThatIsNotOneIsNamed(String field, String member) {
    assertProblem(
        api.post("/products", "{" + PRODUCT + "," + member + "}"),
        400,
        "\"detail\":\"" + field + " must be ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"sku\":}",
        "{\"sku\":\"a\",\"sku\":\"b\"}",
        "{} {}",
        "\u0001",
        "{\"name\":\"\u0001\"}"
      })
  void malformedJsonIsRefused(String body) {
    assertProblem(api.post("/products", body), 400, "\"detail\":");
  }

  @Test
  void aNumberOfAThousandDigitsIsRefused() {
    String body = "{" + PRODUCT + ",\"attributes\":{\"n\":" + "9".repeat(2000) + "}}";
    assertProblem(api.post("/products", body), 400, "\"detail\":");
  }

  @Test
  void nestingWithoutEndIsRefused() {
    String deep = "[".repeat(5000) + "]".repeat(5000);
    assertProblem(
        api.post("/products", "{" + PRODUCT + ",\"attributes\":{\"n\":" + deep + "}}"),
        400,
        "\"detail\":");
  }

  @Test
  void aBodyOverOneMebibyteIsRefusedHoweverItIsSent() {
    byte[] body =
        ("{" + PRODUCT + ",\"description\":\"" + "x".repeat(1 << 20) + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    assertProblem(write().POST(BodyPublishers.ofByteArray(body)), 413);
    assertProblem(
        write().POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))), 413);
  }

  @Test
  void aWrongContentTypeIsRefused() {
    assertProblem(api.send("POST", "/products", "text/plain", "{}"), 415, "\"status\":415");
    assertProblem(
        api.send("PUT", "/products/1", "application/merge-patch+json", "{}"), 415, "\"status\"");
  }

  @Test
  void aWrongMethodOrPathIsRefused() {
    assertProblem(api.post("/products/1", "{}"), 405, "\"status\":405");
    assertProblem(api.get("/nothing/here"), 404, "\"status\":404");
    assertProblem(api.send("DELETE", "/products", "text/plain", ""), 405, "\"status\":405");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Basic " + TestApi.TOKEN})
  void writingNeedsTheToken(String authorization) {
    for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
      var request =
          api.request("/products/1")
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString("{}"));
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      assertProblem(request, 401);
    }
  }

  @Test
  void whatTomcatRefusesIsAProblemToo() throws IOException {
    assertThat(raw("GET /products/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "\"type\":\"about:blank\"", "\"status\":400")
        .doesNotContain("Exception", "<html");
    assertThat(raw("GET /products?q=a b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .doesNotContain("Exception");
    assertThat(raw("GET /products?q=%ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("\"status\":400", "percent-encoded UTF-8");
    assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 400").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a]", "{x}", "a|b", "%F0%9F%94%A5", "%25", "'", "\\"})
  void anySearchTextIsAnswered(String q) throws IOException {
    assertThat(raw("GET /products?q=" + q + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  private static void assertProblem(java.net.http.HttpRequest.Builder request, int status) {
    assertProblem(api.send(request), status, "\"status\":" + status);
  }

  private static void assertProblem(HttpResponse<String> response, int status, String part) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(response.body())
        .contains(part, "\"title\":", "\"type\":\"about:blank\"")
        .doesNotContain("Exception", "\tat ");
    assertThat(api.get("/products").body()).as("nothing was written").contains("\"total\":0");
  }

  private static java.net.http.HttpRequest.Builder write() {
    return api.request("/products")
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + TestApi.TOKEN);
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
