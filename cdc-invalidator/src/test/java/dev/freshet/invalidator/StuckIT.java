package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.keys.CacheKey;
import dev.freshet.local.LocalRedis;
import dev.freshet.local.PostgresOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What would hold invalidation up for good, or for as long as others please. */
class StuckIT {

  private CatalogDatabase database;
  private LocalRedis redis;
  private TestCache cache;

  @BeforeEach
  void start() {
    database =
        CatalogDatabase.start(PostgresOptions.defaults().with("max_prepared_transactions", "5"));
    database.addProducts(3);
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
  }

  @AfterEach
  void stop() {
    cache.close();
    redis.close();
    database.close();
  }

  /** Over a gigabyte as text, of which PostgreSQL sends no row. */
  @Test
  void aRowThatTheServerCannotSendIsSkipped() {
    try (RunningInvalidator invalidator = invalidator()) {
      cache.fill(CacheKey.product(1));
      database.sql(
          "update products set attributes ="
              + " ('[' || repeat('1e131000,', 8499) || '1e131000]')::jsonb where id = 1");

      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> invalidator.value("cdc.purges", "cause", "slot_lost") == 1);
      invalidator.awaitStreaming();
      assertThat(cache.lacks(CacheKey.product(1))).isTrue();
      cache.fill(CacheKey.product(2));
      database.sql("update products set price = 2 where id = 2");
      cache.awaitGone(CacheKey.product(2));
    }
  }

  /** PostgreSQL before 18 fails to decode what was written without a publication, for ever. */
  @Test
  void whatWasWrittenWithoutAPublicationIsPassed() {
    try (RunningInvalidator invalidator = invalidator()) {
      cache.fill(CacheKey.product(1));
      database.sql(
          "drop publication freshet",
          "update products set price = 2 where id = 1",
          CatalogDatabase.resource("publication.sql"));

      cache.awaitGone(CacheKey.product(1));
      cache.fill(CacheKey.product(2));
      database.sql("update products set price = 2 where id = 2");
      cache.awaitGone(CacheKey.product(2));
      await().atMost(Duration.ofMinutes(1)).until(invalidator::isStreaming);
    }
  }

  @Test
  void aPurgeDoesNotWaitForTransactionsThatWriteElsewhere() throws SQLException {
    database.sql("create table elsewhere (id int)");
    database.server().execute("postgres", "create table other_database (id int)");
    try (RunningInvalidator invalidator = invalidator();
        Connection open = database.connect();
        Statement statement = open.createStatement()) {
      database
          .server()
          .execute(
              "postgres", "begin; insert into other_database values (1); prepare transaction 'p'");
      open.setAutoCommit(false);
      statement.execute("insert into elsewhere values (1)");
      cache.fill(CacheKey.product(1));

      database.sql("alter table products alter column name type varchar(300)");

      cache.awaitGone(CacheKey.product(1));
      await().until(() -> invalidator.value("cdc.purges", "cause", "tables") == 1);
      invalidator.awaitStreaming();
      open.rollback();
    } finally {
      database.server().execute("postgres", "rollback prepared 'p'");
    }
  }

  /** Its changes were made while the table was not published, so that no event tells of them. */
  @Test
  void aPurgeWaitsForATransactionThatHasWrittenToATable() throws SQLException {
    try (RunningInvalidator invalidator = invalidator();
        Connection open = database.connect();
        Statement statement = open.createStatement()) {
      database.sql("alter publication freshet drop table categories");
      open.setAutoCommit(false);
      statement.execute("update categories set name = 'unseen' where id = 1");
      database.sql("alter publication freshet add table categories");
      cache.fill(CacheKey.category(1));
      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(10))
          .until(() -> invalidator.value("cdc.purges", "cause", "tables") == 0);

      open.commit();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> invalidator.value("cdc.purges", "cause", "tables") >= 1);
      cache.awaitGone(CacheKey.category(1));
      invalidator.awaitStreaming();
    }
  }

  @Test
  void aTypeWithWhichTheEngineDoesNotStartIsNamedAndPurgesNothing() {
    database.sql(
        "create type mood as enum ('good', 'bad')",
        "create domain visible_mood as mood",
        "create domain narrow_mood as visible_mood check (value::text <> 'bad')");
    try (RunningInvalidator invalidator = RunningInvalidator.start(database, redis.uri())) {
      cache.fill(CacheKey.product(1));
      await()
          .until(
              () ->
                  invalidator
                      .get("/actuator/health/readiness")
                      .body()
                      .contains("public.narrow_mood, public.visible_mood"));
      assertThat(cache.holds(CacheKey.product(1))).isTrue();

      database.sql("drop domain narrow_mood", "drop domain visible_mood");

      invalidator.awaitStreaming();
    }
  }

  private RunningInvalidator invalidator() {
    return RunningInvalidator.start(database, redis.uri()).awaitStreaming();
  }
}
