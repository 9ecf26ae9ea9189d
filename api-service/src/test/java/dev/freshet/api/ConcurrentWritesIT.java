package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConcurrentWritesIT {

  private static final String DATABASE = "concurrent";

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi api;

  private final ExecutorService client = Executors.newSingleThreadExecutor();

  @BeforeAll
  static void startServers() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, DATABASE);
    api = TestApi.start(postgres, DATABASE, redis);
  }

  @AfterAll
  static void stopServers() {
    api.close();
    redis.close();
    postgres.close();
  }

  @BeforeEach
  void aProduct() {
    TestApi.sql(
        postgres,
        DATABASE,
        "truncate categories restart identity cascade",
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price) values ('A', 'A', 1, 1)");
  }

  @AfterEach
  void stopClient() {
    client.shutdownNow();
  }

  @Test
  void aPatchThatWaitedForAnotherWriterKeepsWhatThatOneWrote() throws Exception {
    HttpResponse<String> patched =
        whileAnotherWrites(
            () -> api.send("PATCH", "/products/1", "application/merge-patch+json", "{\"stock\":9}"),
            "update products set price = 2 where id = 1",
            "insert into product_images values (1, 1, 'https://cdn.example/1.jpg')");

    assertThat(patched.body())
        .contains("\"stock\":9", "\"price\":\"2.00\"", "https://cdn.example/1.jpg");
  }

  @Test
  void aPutReplacesTheImagesThatAnotherWriterInsertsMeanwhile() throws Exception {
    HttpResponse<String> put =
        whileAnotherWrites(
            ConcurrentWritesIT::put,
            "insert into product_images values (1, 1, 'https://cdn.example/other.jpg')");

    assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
    assertThat(put.body()).contains("https://cdn.example/own.jpg").doesNotContain("other.jpg");
  }

  /** As programs do that load much at once. */
  @Test
  void aPutIsInConflictWithAnotherWriterWhoMindsNoForeignKeys() throws Exception {
    HttpResponse<String> put =
        whileAnotherWrites(
            ConcurrentWritesIT::put,
            "set session_replication_role = replica",
            "insert into product_images values (1, 1, 'https://cdn.example/other.jpg')");

    assertThat(put.statusCode()).as(put.body()).isEqualTo(409);
    assertThat(put.body()).contains("images");
    assertThat(put().statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> put() {
    return api.send(
        "PUT",
        "/products/1",
        "application/json",
        """
        {"sku":"A","name":"A","category_id":1,"price":"1.00",
         "images":[{"position":1,"url":"https://cdn.example/own.jpg"}]}""");
  }

  /** Sends while another transaction is open, which commits when the request waits for it. */
  private HttpResponse<String> whileAnotherWrites(
      Callable<HttpResponse<String>> request, String... statements) throws Exception {
    try (Connection other =
            DriverManager.getConnection(
                postgres.jdbcUrl(DATABASE), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      Future<HttpResponse<String>> response = client.submit(request);
      await().until(() -> waitsForALock(postgres));
      other.commit();
      return response.get(10, TimeUnit.SECONDS);
    }
  }

  private static boolean waitsForALock(LocalPostgres postgres) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(DATABASE), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("select from pg_stat_activity where wait_event_type = 'Lock'")) {
      return found.next();
    }
  }
}
