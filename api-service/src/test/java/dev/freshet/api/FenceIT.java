package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.redis.WatermarkWriter;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.FenceToken;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How writes wait for the invalidator; the tests play it, by what it leaves in Redis. */
class FenceIT {

  private static final String DATABASE = "fence";

  /** Longer than any test takes that does not wait for it. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final Duration PROMPTLY = Duration.ofSeconds(10);
  private static final int CONNECTIONS = 2;

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi api;
  private static DecodedLog log;

  private final ExecutorService clients = Executors.newCachedThreadPool();

  @BeforeAll
  static void start() throws SQLException {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, DATABASE);
    api =
        TestApi.start(
            postgres,
            DATABASE,
            redis,
            "freshet.fence.timeout=" + TIMEOUT.toSeconds() + "s",
            "spring.datasource.hikari.maximum-pool-size=" + CONNECTIONS,
            "spring.datasource.hikari.pool-name=" + DATABASE,
            "spring.datasource.hikari.connection-timeout=10000");
    log = DecodedLog.of(postgres, DATABASE);
  }

  @AfterAll
  static void stop() throws SQLException {
    api.close();
    log.close();
    redis.close();
    postgres.close();
  }

  @BeforeEach
  void begin() throws SQLException {
    redis.command("FLUSHALL");
    awaitNobodyStreaming();
    TestApi.sql(
        postgres,
        DATABASE,
        "truncate categories, products, product_images restart identity",
        "insert into categories (slug, name) values ('c', 'C'), ('d', 'D')",
        "insert into products (sku, name, category_id, price) values ('A', 'A', 1, 1)");
    log.next();
  }

  @AfterEach
  void end() {
    clients.shutdownNow();
  }

  @Test
  void everyWritesTransactionEndsWithItsToken() throws Exception {
    String product =
        "{\"sku\":\"B\",\"name\":\"B\",\"category_id\":1,\"price\":\"1.00\",\"images\":"
            + "[{\"position\":1,\"url\":\"https://cdn.example/1.jpg\"}]}";
    assertFenced("POST", "/categories", "{\"slug\":\"e\",\"name\":\"E\"}", "I");
    assertFenced("PUT", "/categories/3", "{\"slug\":\"f\",\"name\":\"F\"}", "U");
    assertFenced("POST", "/products", product, "II");
    assertFenced("PUT", "/products/2", product, "U");
    assertFenced("PUT", "/products/2", product.replace("1.jpg", "2.jpg"), "UDI");
    assertFenced("PATCH", "/products/2", "{\"stock\":9}", "U");
    assertFenced("DELETE", "/products/1", "", "D");
    assertFenced("DELETE", "/categories/1", "", "DDD");
  }

  private static void assertFenced(String method, String path, String body, String rows)
      throws SQLException {
    HttpResponse<String> response = api.send(method, path, "application/json", body);

    String what = method + " " + path + ": " + response.body();
    assertThat(response.statusCode()).as(what).isBetween(200, 204);
    assertThat(fence(response)).as(what).isEqualTo("pending");
    String token = response.headers().firstValue("Freshet-Token").orElseThrow();
    DecodedLog.Message message = new DecodedLog.Message(true, FenceToken.MESSAGE_PREFIX, token);
    assertThat(log.next())
        .as(what)
        .containsExactly(new DecodedLog.Transaction(rows + "M", List.of(message)));
  }

  @Test
  void whatChangesNothingHasNoToken() throws Exception {
    String taken = "{\"sku\":\"A\",\"name\":\"N\",\"category_id\":1,\"price\":\"1.00\"}";
    assertUnfenced("POST", "/products", taken, 409);
    assertUnfenced("POST", "/products", taken.replace("1.00", "1"), 400);
    assertUnfenced(
        "POST", "/products", taken.replace("\"A\"", "\"B\"").replace("_id\":1", "_id\":99"), 400);
    assertUnfenced("PUT", "/products/99", taken, 404);
    assertUnfenced("PATCH", "/products/99", "{\"stock\":1}", 404);
    assertUnfenced("PATCH", "/products/1", "{\"stock\":-1}", 400);
    assertUnfenced("DELETE", "/products/99", "", 404);
    assertUnfenced("POST", "/categories", "{\"slug\":\"c\",\"name\":\"N\"}", 409);
    assertUnfenced("PUT", "/categories/2", "{\"slug\":\"c\",\"name\":\"N\"}", 409);
    assertUnfenced("PUT", "/categories/99", "{\"slug\":\"x\",\"name\":\"N\"}", 404);
    assertUnfenced("DELETE", "/categories/99", "", 404);
    assertUnfenced("GET", "/products/1", "", 200);
    assertThat(log.next()).isEmpty();
  }

  @Test
  void aCommitThatFailsHasNoToken() throws Exception {
    TestApi.sql(
        postgres,
        DATABASE,
        "create function refuse() returns trigger language plpgsql"
            + " as 'begin raise exception ''refused''; end'",
        "create constraint trigger refuse after update on products"
            + " deferrable initially deferred for each row execute function refuse()");
    try {
      assertUnfenced("PATCH", "/products/1", "{\"stock\":1}", 503);
      assertThat(log.next()).isEmpty();
    } finally {
      TestApi.sql(postgres, DATABASE, "drop trigger refuse on products", "drop function refuse()");
    }
  }

  private static void assertUnfenced(String method, String path, String body, int status) {
    HttpResponse<String> response = api.send(method, path, "application/json", body);
    assertThat(response.statusCode()).as(method + " " + path).isEqualTo(status);
    assertThat(response.headers().map().keySet())
        .as(method + " " + path)
        .doesNotContain("freshet-token", "Freshet-Token", "freshet-fence", "Freshet-Fence");
  }

  @Test
  void aWriteAnswersWhenItsTokenIsPassed() throws Exception {
    double applied = waits("applied");
    try (WatermarkWriter invalidator = streaming()) {
      Future<HttpResponse<String>> write = patch(7);
      String token = awaitTokens(1).get(0);
      pass("some-other-token");
      await().during(Duration.ofMillis(200)).until(() -> !write.isDone());

      pass(token);

      HttpResponse<String> response = write.get(PROMPTLY.toSeconds(), TimeUnit.SECONDS);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Freshet-Token")).contains(token);
      assertThat(fence(response)).isEqualTo("applied");
    }
    assertThat(waits("applied") - applied).isEqualTo(1);
    assertThat(api.metric("fence_wait_seconds_bucket{application=\"api-service\",le=\"+Inf\"}"))
        .isPositive();
  }

  @Test
  void aWriteThatIsNotAppliedInTimeIsStoredAndPending() {
    Duration limit = Duration.ofMillis(400);
    try (WatermarkWriter invalidator = streaming();
        TestApi impatient =
            TestApi.start(
                postgres, DATABASE, redis, "freshet.fence.timeout=" + limit.toMillis() + "ms")) {
      awaitStreaming(impatient);

      long start = System.nanoTime();
      HttpResponse<String> response =
          impatient.send("PATCH", "/products/1", "application/json", "{\"stock\":8}");
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      assertThat(fence(response)).isEqualTo("pending");
      assertThat(response.body()).contains("\"stock\":8");
      assertThat(took).isBetween(limit, limit.plus(PROMPTLY));
      assertThat(impatient.get("/products/1").body()).contains("\"stock\":8");
      assertThat(waits(impatient, "timeout")).isEqualTo(1);
    }
  }

  @Test
  void nobodyWaitsForAnInvalidatorThatDoesNotStream() {
    double skipped = waits("skipped");
    assertPendingPromptly();

    WatermarkWriter.write(redis, Duration.ofMinutes(1));
    await()
        .until(() -> api.metric("cache_watermark_age_seconds{application=\"api-service\"}") > 59);
    assertPendingPromptly();
    assertThat(waits("skipped") - skipped).isEqualTo(2);
    assertHealth("DEGRADED");

    redis.command("DEL " + CatalogKeys.NAMESPACE.watermark());
    awaitNobodyStreaming();
    assertHealth("DEGRADED");
  }

  @Test
  void theAgeOfTheWatermarkIsShown() {
    try (WatermarkWriter invalidator = streaming()) {
      assertThat(api.metric("cache_watermark_age_seconds{application=\"api-service\"}"))
          .isBetween(0.0, 3.0);
      assertHealth("UP");
      assertThat(api.get("/actuator/health").body())
          .contains("\"lsn\":\"0/16B3748\"", "\"age_seconds\":");
    }
  }

  @Test
  void aWaitEndsWhenRedisStops() throws Exception {
    double failed = waits("failed");
    try (WatermarkWriter invalidator = streaming()) {
      Future<HttpResponse<String>> write = patch(6);
      awaitTokens(1);
      redis.kill();
      try {
        assertThat(fence(write.get(PROMPTLY.toSeconds(), TimeUnit.SECONDS))).isEqualTo("pending");
        assertThat(waits("failed") - failed).isEqualTo(1);
        assertPendingPromptly();
      } finally {
        redis.startAgain();
      }
      awaitStreaming(api);
    }
  }

  @Test
  void fiftyWaitingWritesNeedNeitherConnectionsNorThreadsOfTheirOwn() throws Exception {
    try (WatermarkWriter invalidator = streaming()) {
      List<Future<HttpResponse<String>>> writes = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String product =
            "{\"sku\":\"S%d\",\"name\":\"N\",\"category_id\":1,\"price\":\"1.00\"}".formatted(i);
        writes.add(clients.submit(() -> api.post("/products", product)));
      }
      List<String> tokens = awaitTokens(50);

      await().until(() -> waiting("http-nio-") == 50);
      assertThat(waiting("")).as("the requests' own threads and no others").isEqualTo(50);
      assertThat(connections("max")).isEqualTo(CONNECTIONS);
      assertThat(connections("active")).isZero();
      assertThat(writes).noneMatch(Future::isDone);
      assertThat(api.get("/products/1").statusCode()).isEqualTo(200);

      tokens.forEach(FenceIT::pass);
      for (Future<HttpResponse<String>> write : writes) {
        assertThat(fence(write.get(PROMPTLY.toSeconds(), TimeUnit.SECONDS))).isEqualTo("applied");
      }
    }
  }

  @Test
  void withoutACacheEveryWriteIsApplied() throws Exception {
    try (TestApi off = TestApi.start(postgres, DATABASE, redis, "freshet.cache.enabled=false")) {
      HttpResponse<String> response =
          off.send("PATCH", "/products/1", "application/json", "{\"stock\":5}");
      assertThat(fence(response)).isEqualTo("applied");
      assertThat(off.get("/actuator/health").body()).doesNotContain("\"invalidator\"");
      // Another instance may have a cache, and its clients the token.
      assertThat(awaitTokens(1)).isEqualTo(response.headers().allValues("Freshet-Token"));
    }
  }

  /** Sends it in the background. */
  private Future<HttpResponse<String>> patch(int stock) {
    return clients.submit(
        () -> api.send("PATCH", "/products/1", "application/json", "{\"stock\":" + stock + "}"));
  }

  private static void assertPendingPromptly() {
    long start = System.nanoTime();
    HttpResponse<String> response =
        api.send("PATCH", "/products/1", "application/json", "{\"stock\":4}");
    assertThat(fence(response)).isEqualTo("pending");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPTLY);
  }

  private static void assertHealth(String status) {
    assertThat(api.get("/actuator/health").body())
        .contains("\"invalidator\":{", "\"status\":\"" + status + "\"");
    assertThat(api.get("/actuator/health").statusCode()).isEqualTo(200);
    assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  private static WatermarkWriter streaming() {
    WatermarkWriter invalidator = WatermarkWriter.start(redis);
    awaitStreaming(api);
    return invalidator;
  }

  private static void awaitStreaming(TestApi waiting) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> waiting.metric("cache_watermark_age_seconds{application=\"api-service\"}") < 2);
  }

  private static void awaitNobodyStreaming() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Double.isNaN(
                    api.metric("cache_watermark_age_seconds{application=\"api-service\"}")));
  }

  /** The tokens of that many transactions that are committed. */
  private static List<String> awaitTokens(int count) {
    List<String> tokens = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              for (DecodedLog.Transaction transaction : log.next()) {
                transaction.messages().forEach(message -> tokens.add(message.content()));
              }
              return tokens.size() >= count;
            });
    assertThat(tokens).hasSize(count);
    return tokens;
  }

  private static void pass(String token) {
    assertThat(redis.command("SET " + CatalogKeys.NAMESPACE.fence(new FenceToken(token)) + " \"\""))
        .isEqualTo("+OK");
  }

  /** How many threads wait at the fence. */
  private static long waiting(String name) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith(name))
        .filter(
            thread ->
                Arrays.stream(thread.getValue())
                    .anyMatch(frame -> frame.getClassName().endsWith(".InvalidatorFence")))
        .count();
  }

  private static double connections(String state) {
    return api.metric(
        "hikaricp_connections_"
            + state
            + "{application=\"api-service\",pool=\""
            + DATABASE
            + "\"}");
  }

  private static double waits(String result) {
    return waits(api, result);
  }

  private static double waits(TestApi waiting, String result) {
    return waiting.metric(
        "fence_waits_total{application=\"api-service\",result=\"" + result + "\"}");
  }

  private static String fence(HttpResponse<?> response) {
    return response.headers().firstValue("Freshet-Fence").orElse("");
  }
}
