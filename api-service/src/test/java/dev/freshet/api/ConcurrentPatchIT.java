package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.LocalPostgres;
import dev.freshet.local.LocalRedis;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConcurrentPatchIT {

  private static final String DATABASE = "patch";

  @Test
  void aPatchThatWaitedForAnotherWriterKeepsWhatThatOneWrote() throws Exception {
    ExecutorService client = Executors.newSingleThreadExecutor();
    try (LocalPostgres postgres = LocalPostgres.start();
        LocalRedis redis = LocalRedis.start()) {
      TestApi.createDatabase(postgres, DATABASE);
      try (TestApi api = TestApi.start(postgres, DATABASE, redis);
          Connection other =
              DriverManager.getConnection(postgres.jdbcUrl(DATABASE), DATABASE, DATABASE);
          Statement statement = other.createStatement()) {
        statement.execute("insert into categories (slug, name) values ('c', 'C')");
        statement.execute(
            "insert into products (sku, name, category_id, price) values ('A', 'A', 1, 1)");
        other.setAutoCommit(false);
        statement.execute("update products set price = 2 where id = 1");
        statement.execute("insert into product_images values (1, 1, 'https://cdn.example/1.jpg')");

        Future<HttpResponse<String>> patch =
            client.submit(
                () ->
                    api.send(
                        "PATCH", "/products/1", "application/merge-patch+json", "{\"stock\":9}"));
        await().until(() -> waitsForALock(postgres));
        other.commit();

        assertThat(patch.get(10, TimeUnit.SECONDS).body())
            .contains("\"stock\":9", "\"price\":\"2.00\"", "https://cdn.example/1.jpg");
      }
    } finally {
      client.shutdownNow();
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
