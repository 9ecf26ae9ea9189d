package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database that says "not now": writers are told to come again, and what they write is not lost.
 */
class NotNowIT {

  private static final String NAME = "later";
  private static final String PATCH = "{\"stock\":7}";

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi plain;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, NAME);
    plain = api("");
    TestApi.sql(
        postgres,
        NAME,
        "insert into categories (id, slug, name) values (1, 'c', 'C')",
        "insert into products (id, sku, name, category_id, price) values (1, 'S', 'N', 1, 1)");
  }

  @AfterAll
  static void stop() {
    plain.close();
    redis.close();
    postgres.close();
  }

  @AfterEach
  void raiseNothing() {
    TestApi.sql(postgres, NAME, "drop function if exists later cascade");
  }

  @Test
  void aDatabaseThatIsReadOnlyIsNotNow() {
    try (TestApi api = api("-c default_transaction_read_only=on")) {
      assertNotNow(patch(api));
      assertNotNow(api.post("/categories", "{\"slug\":\"d\",\"name\":\"D\"}"));
      assertThat(api.get("/products/1").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aLockThatIsNotHadInTimeIsNotNow() throws Exception {
    try (TestApi api = api("-c lock_timeout=100")) {
      try (Connection other = DriverManager.getConnection(postgres.jdbcUrl(NAME), NAME, NAME)) {
        other.setAutoCommit(false);
        other.createStatement().execute("select * from products for update");
        assertNotNow(patch(api));
        other.rollback();
      }
      assertThat(patch(api).statusCode()).isEqualTo(200);
    }
  }

  /** Whatever the statement was: the database has it from a trigger here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "08006", "25006", "25P04", "40001", "40P01", "53000", "53200", "55006", "55P03", "57014",
        "57P01", "58030", "72000"
      })
  void otherCodesThatSayNotNowAreToo(String state) {
    raising(state);

    assertNotNow(patch(plain));
  }

  @Test
  void whatTryingAgainDoesNotMendIsNot() {
    raising("P0001");

    assertThat(patch(plain).statusCode()).isEqualTo(500);
  }

  private static void raising(String state) {
    TestApi.sql(
        postgres,
        NAME,
        """
        create function later() returns trigger language plpgsql as
        $$ begin raise exception 'later' using errcode = '%s'; end $$
        """
            .formatted(state),
        "create trigger later before update on products execute function later()");
  }

  private static TestApi api(String options) {
    return TestApi.start(
        postgres,
        NAME,
        redis,
        "spring.datasource.hikari.data-source-properties.options=" + options,
        "spring.flyway.enabled=" + options.isEmpty());
  }

  private static HttpResponse<String> patch(TestApi api) {
    return api.send("PATCH", "/products/1", "application/merge-patch+json", PATCH);
  }

  private static void assertNotNow(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("1");
    assertThat(response.body()).contains("\"status\":503");
  }
}
