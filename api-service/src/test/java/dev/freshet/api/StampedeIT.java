package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two APIs that share a Redis, and many readers of one key. */
class StampedeIT {

  private static final String DATABASE = "stampede";

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi first;
  private static TestApi second;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, DATABASE);
    first = TestApi.start(postgres, DATABASE, redis);
    second = TestApi.start(postgres, DATABASE, redis);
    TestApi.sql(
        postgres,
        DATABASE,
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price) values ('A', 'before', 1, 1),"
            + " ('B', 'B', 1, 2)");
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    redis.close();
    postgres.close();
  }

  @Test
  void twoHundredReadersOfAColdKeyMakeOneLoad() throws Exception {
    for (String path : List.of("/products/2", "/products?q=b", "/categories/1/products")) {
      double before = loads();
      CountDownLatch ready = new CountDownLatch(200);
      ExecutorService readers = Executors.newFixedThreadPool(200);
      try {
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          TestApi api = i % 2 == 0 ? first : second;
          answers.add(
              readers.submit(
                  () -> {
                    ready.countDown();
                    ready.await();
                    return api.get(path);
                  }));
        }
        for (Future<HttpResponse<String>> answer : answers) {
          assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
      } finally {
        readers.shutdownNow();
      }
      assertThat(loads() - before).as("loads of " + path).isEqualTo(1);
    }
  }

  /** The interleaving that a shared load must not survive, forced with a lock in the database. */
  @Test
  void aReadAfterAnInvalidationSeesTheCommitThatAnOlderLoadMisses() throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try (Connection blocker =
            DriverManager.getConnection(postgres.jdbcUrl(DATABASE), DATABASE, DATABASE);
        Statement block = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      // Reading product 1's images waits here, inside a statement whose snapshot is taken.
      block.execute("lock table product_images in access exclusive mode");
      Future<HttpResponse<String>> old = readers.submit(() -> first.get("/products/1"));
      Awaitility.await().until(() -> waiting() == 1);

      TestApi.sql(postgres, DATABASE, "update products set name = 'after' where id = 1");
      // What the invalidator does when the commit reaches it.
      assertThat(redis.command("UNLINK product:1 {product:1}:lock")).isEqualTo(":1");
      Future<HttpResponse<String>> fresh = readers.submit(() -> first.get("/products/1"));
      Awaitility.await().until(() -> waiting() == 2);
      blocker.rollback();

      assertThat(fresh.get(10, TimeUnit.SECONDS).body()).contains("\"name\":\"after\"");
      assertThat(old.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(second.get("/products/1").body())
          .as("the older load was not stored")
          .contains("\"name\":\"after\"");
    } finally {
      readers.shutdownNow();
    }
  }

  private static long waiting() throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(DATABASE), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
        Statement statement = connection.createStatement();
        var count =
            statement.executeQuery(
                "select count(*) from pg_locks where not granted"
                    + " and relation = 'product_images'::regclass")) {
      count.next();
      return count.getLong(1);
    }
  }

  private static double loads() {
    double sum = 0;
    for (TestApi api : List.of(first, second)) {
      for (String kind : List.of("product", "listing", "category")) {
        sum += api.metric("cache_loads_total{application=\"api-service\",kind=\"" + kind + "\"}");
      }
    }
    return sum;
  }
}
