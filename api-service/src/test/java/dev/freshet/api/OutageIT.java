package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads while Redis or PostgreSQL fail. */
class OutageIT {

  private static final String DATABASE = "outage";
  private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(700);

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi api;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, DATABASE);
    api =
        TestApi.start(
            postgres,
            DATABASE,
            redis,
            "freshet.redis.command-timeout=" + COMMAND_TIMEOUT.toMillis() + "ms",
            "freshet.cache.breaker.failures=3",
            "freshet.cache.breaker.open-for=300ms",
            "spring.datasource.hikari.maximum-pool-size=4");
    TestApi.sql(
        postgres,
        DATABASE,
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price)"
            + " select 'S' || i, 'N' || i, 1, i from generate_series(1, 500) i");
  }

  @AfterAll
  static void stop() {
    api.close();
    redis.close();
    postgres.close();
  }

  @Test
  void aStoppedRedisCostsNothingAndIsUsedAgainWhenItIsBack() {
    awaitCaching();
    redis.kill();

    for (int id = 1; id <= 50; id++) {
      assertBypassed(id);
    }
    assertReadyWhile("DEGRADED");
    redis.startAgain();
    awaitCaching();
    assertReadyWhile("UP");
  }

  @Test
  void aHungRedisCostsTheFirstFewTheirTimeoutAndThenNearlyNothing() {
    awaitCaching();
    double errorsBefore = errors();
    redis.pause();
    try {
      List<Long> millis = new ArrayList<>();
      for (int id = 1; id <= 60; id++) {
        long start = System.nanoTime();
        assertBypassed(id);
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      }
      long slow = millis.stream().filter(time -> time >= COMMAND_TIMEOUT.toMillis()).count();
      assertThat(slow)
          .as("of 60 reads, those that waited for a timeout: three open the breaker, probes follow")
          .isBetween(1L, 12L);
      assertThat(errors()).isGreaterThan(errorsBefore);
      assertThat(api.metric("cache_breaker_state{application=\"api-service\",state=\"closed\"}"))
          .isZero();
    } finally {
      redis.resume();
    }
    awaitCaching();
  }

  @Test
  void aRedisThatAnswersErrorsIsLeftAlone() {
    awaitCaching();
    // As a server does that loads its data: it refuses what the cache needs.
    redis.command("ACL SETUSER default -@all +acl +auth");
    try {
      for (int id = 1; id <= 30; id++) {
        assertBypassed(id);
      }
    } finally {
      redis.command("ACL SETUSER default +@all");
    }
    awaitCaching();
  }

  @Test
  void aFullRedisGoesOnToAnswerFromWhatItHas() {
    awaitCaching();
    redis.command("CONFIG SET maxmemory 100kb");
    try {
      assertAnswersFromWhatItHas(100);
      assertThat(TestApi.cacheStatus(api.get("/products?page=2"))).contains("bypass");
    } finally {
      redis.command("CONFIG SET maxmemory 0");
    }
    assertThat(TestApi.cacheStatus(api.get("/products/100"))).endsWith("stored");
  }

  @Test
  void aRedisThatCannotSaveGoesOnToAnswerFromWhatItHas() {
    assumeTrue(
        redis.command("CONFIG SET dbfilename none.rdb").equals("+OK"),
        "a newer Redis does not let its files be named at run time");
    awaitCaching();
    redis.command("CONFIG SET save \"3600 1000000\"");
    redis.command("CONFIG SET dbfilename .");
    redis.command("BGSAVE");
    try {
      await().until(() -> redis.command("SET filler x").startsWith("-MISCONF"));
      assertAnswersFromWhatItHas(140);
    } finally {
      redis.command("CONFIG SET save \"\"");
    }
    assertThat(TestApi.cacheStatus(api.get("/products/140"))).endsWith("stored");
  }

  /** Also after many reads of what it does not have. */
  private static void assertAnswersFromWhatItHas(int firstMissing) {
    for (int id = firstMissing; id < firstMissing + 20; id++) {
      assertBypassed(id);
    }
    assertThat(TestApi.cacheStatus(api.get("/products/1"))).isEqualTo("freshet; hit");
    assertReadyWhile("UP");
  }

  @Test
  void aKeyOfAnotherTypeIsReplaced() {
    awaitCaching();
    for (String key : List.of("product:9", "{product:9}:lock")) {
      redis.command("DEL product:9");
      redis.command("DEL " + key);
      redis.command("LPUSH " + key + " x");
      assertThat(TestApi.cacheStatus(api.get("/products/9"))).endsWith("stored");
      assertThat(TestApi.cacheStatus(api.get("/products/9"))).isEqualTo("freshet; hit");
    }
  }

  @Test
  void anExhaustedPoolAnswers503Promptly() throws Exception {
    awaitCaching();
    ExecutorService clients = Executors.newFixedThreadPool(12);
    try (Connection other =
            DriverManager.getConnection(postgres.jdbcUrl(DATABASE), DATABASE, DATABASE);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table product_images in access exclusive mode");
      List<Future<HttpResponse<String>>> blocked = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int id = 300 + i;
        blocked.add(clients.submit(() -> api.get("/products/" + id)));
      }
      await().until(() -> blocked.stream().filter(Future::isDone).count() == 8);
      for (Future<HttpResponse<String>> answer : blocked) {
        if (answer.isDone()) {
          assertUnavailable(answer.get());
        }
      }
      assertThat(api.get("/products/1").statusCode()).as("hits need no connection").isEqualTo(200);
      other.rollback();
      await().until(() -> blocked.stream().allMatch(Future::isDone));
      for (Future<HttpResponse<String>> answer : blocked) {
        assertThat(answer.get().statusCode()).isIn(200, 503);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void withoutPostgresHitsAreServedAndMissesAnswer503() {
    awaitCaching();
    postgres.kill();
    try {
      assertThat(api.get("/products/1").statusCode()).isEqualTo(200);
      assertUnavailable(api.get("/products/499"));
      assertUnavailable(api.get("/categories"));
      assertUnavailable(api.send("DELETE", "/products/499", "application/json", ""));
      assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
      assertThat(api.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    } finally {
      postgres.startAgain();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.get("/products/499").statusCode() == 200);
  }

  private static void awaitCaching() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              api.get("/products/1");
              return TestApi.cacheStatus(api.get("/products/1")).equals("freshet; hit");
            });
  }

  private static void assertBypassed(int id) {
    HttpResponse<String> response = api.get("/products/" + id);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"id\":" + id + ",");
    assertThat(TestApi.cacheStatus(response)).startsWith("freshet; fwd=bypass");
  }

  private static void assertReadyWhile(String status) {
    assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    HttpResponse<String> health = api.get("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).contains("\"cache\":{", "\"status\":\"" + status + "\"");
  }

  private static void assertUnavailable(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("1");
    assertThat(response.body()).contains("\"status\":503").doesNotContain("Exception");
  }

  private static double errors() {
    return api.metric("cache_errors_total{application=\"api-service\",kind=\"product\"}");
  }
}
