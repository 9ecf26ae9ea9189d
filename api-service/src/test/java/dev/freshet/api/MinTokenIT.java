package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.FenceToken;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads that must see a write; no invalidator runs, so what is cached is stale. */
class MinTokenIT {

  private static final String DATABASE = "mintoken";
  private static final String FROM_THE_DATABASE = "freshet; fwd=request; detail=min-token";

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi api;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, DATABASE);
    api = TestApi.start(postgres, DATABASE, redis);
    TestApi.sql(
        postgres,
        DATABASE,
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price) values ('A', 'A', 1, 1)");
  }

  @AfterAll
  static void stop() {
    api.close();
    redis.close();
    postgres.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/products/1", "/products", "/categories/1/products"})
  void aTokenThatIsNotPassedIsAnsweredFromTheDatabase(String path) {
    TestApi.sql(postgres, DATABASE, "update products set name = 'before' where id = 1");
    api.get(path);
    String token = rename("after");
    assertThat(api.get(path).body()).as("stale, without an invalidator").contains("\"before\"");

    HttpResponse<String> seeing = get(path, token);
    assertThat(seeing.body()).contains("\"after\"");
    assertThat(TestApi.cacheStatus(seeing)).isEqualTo(FROM_THE_DATABASE);
    assertThat(api.get(path).body()).as("not replaced").contains("\"before\"");

    redis.command("SET " + CatalogKeys.NAMESPACE.fence(new FenceToken(token)) + " \"\"");
    HttpResponse<String> passed = get(path, token);
    assertThat(TestApi.cacheStatus(passed)).isEqualTo("freshet; hit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/products/1", "/products", "/categories/1/products"})
  void aTokenThatIsNotPassedStoresNothing(String path) {
    assertThat(TestApi.cacheStatus(get(path, "unknown"))).isEqualTo(FROM_THE_DATABASE);
    assertThat(redis.command("DBSIZE")).isEqualTo(":0");
  }

  @Test
  void whatDoesNotExistIsNotFoundEitherWay() {
    HttpResponse<String> missing = get("/products/999", "unknown");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(TestApi.cacheStatus(missing)).isEqualTo(FROM_THE_DATABASE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/products/1", "/products", "/categories/1/products"})
  void whatIsNoTokenIsRefused(String path) {
    for (String value : new String[] {"", "a b", "a,b", "{a}", "a".repeat(65)}) {
      assertRefused(api.request(path).header("Freshet-Min-Token", value));
    }
    assertRefused(
        api.request(path).header("Freshet-Min-Token", "a").header("Freshet-Min-Token", "b"));
  }

  private static void assertRefused(HttpRequest.Builder request) {
    HttpResponse<String> response = api.send(request.GET());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(response.body()).contains("\"detail\":\"Freshet-Min-Token must be one token");
  }

  @Test
  void everyTokenIsAnsweredFromTheDatabaseWhileRedisIsStopped() {
    String token = rename("stopped");
    redis.kill();
    try {
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> seeing = get("/products/1", token);
        assertThat(seeing.body()).contains("\"stopped\"");
        assertThat(TestApi.cacheStatus(seeing)).isEqualTo(FROM_THE_DATABASE);
      }
    } finally {
      redis.startAgain();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> TestApi.cacheStatus(api.get("/products/1")).equals("freshet; hit"));
  }

  @Test
  void withoutACacheEveryTokenIsFine() {
    try (TestApi off = TestApi.start(postgres, DATABASE, redis, "freshet.cache.enabled=false")) {
      HttpResponse<String> seeing =
          off.send(off.request("/products/1").header("Freshet-Min-Token", "any").GET());
      assertThat(seeing.statusCode()).isEqualTo(200);
      assertThat(TestApi.cacheStatus(seeing)).isEmpty();
    }
  }

  /** Returns the write's token. */
  private static String rename(String name) {
    return api.send("PATCH", "/products/1", "application/json", "{\"name\":\"" + name + "\"}")
        .headers()
        .firstValue("Freshet-Token")
        .orElseThrow();
  }

  private static HttpResponse<String> get(String path, String token) {
    return api.send(api.request(path).header("Freshet-Min-Token", token).GET());
  }
}
