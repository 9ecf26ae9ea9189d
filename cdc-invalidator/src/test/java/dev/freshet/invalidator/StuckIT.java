package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.FenceToken;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.redis.LocalRedis;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What would hold invalidation up for good, or for as long as others please. */
class StuckIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

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
      cache.fill(CatalogKeys.product(1));
      database.sql(
          "update products set attributes ="
              + " ('[' || repeat('1e131000,', 8499) || '1e131000]')::jsonb where id = 1");

      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> invalidator.value("cdc.purges", "cause", "slot_lost") == 1);
      invalidator.awaitStreaming();
      assertThat(cache.lacks(CatalogKeys.product(1))).isTrue();
      cache.fill(CatalogKeys.product(2));
      database.sql("update products set price = 2 where id = 2");
      cache.awaitGone(CatalogKeys.product(2));
    }
  }

  /** PostgreSQL before 18 fails to decode what was written without a publication, for ever. */
  @Test
  void whatWasWrittenWithoutAPublicationIsPassed() {
    try (RunningInvalidator invalidator = invalidator()) {
      cache.fill(CatalogKeys.product(1));
      database.sql(
          "drop publication freshet",
          "update products set price = 2 where id = 1",
          CatalogDatabase.resource("publication.sql"));

      cache.awaitGone(CatalogKeys.product(1));
      cache.fill(CatalogKeys.product(2));
      database.sql("update products set price = 2 where id = 2");
      cache.awaitGone(CatalogKeys.product(2));
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
      cache.fill(CatalogKeys.product(1));

      database.sql("alter table products alter column name type varchar(300)");

      cache.awaitGone(CatalogKeys.product(1));
      await().until(() -> invalidator.value("cdc.purges", "cause", "tables") == 1);
      invalidator.awaitStreaming();
      open.rollback();
    } finally {
      database.server().execute("postgres", "rollback prepared 'p'");
    }
  }

  /** Its changes were made while the table was not published, so that no event tells of them. */
  @Test
  void aPurgeIsDoneAgainWhenATransactionEndsThatHadWrittenBefore() throws SQLException {
    try (RunningInvalidator invalidator = invalidator();
        Connection open = database.connect();
        Statement statement = open.createStatement()) {
      writeUnseen(open, statement);
      awaitPurge(invalidator, "tables");
      invalidator.awaitStreaming();
      cache.fill(CatalogKeys.category(1), CatalogKeys.product(1));
      FenceToken fence = database.fence();

      database.sql("update products set stock = stock + 1 where id = 1");
      cache.awaitGone(CatalogKeys.product(1));
      assertThat(cache.holds(CatalogKeys.category(1))).isTrue();
      assertThat(cache.has(CatalogKeys.NAMESPACE.fence(fence))).isFalse();

      statement.execute("prepare transaction 'unseen'");
      await().during(Duration.ofSeconds(2)).until(() -> cache.holds(CatalogKeys.category(1)));
      database.sql("commit prepared 'unseen'");

      cache.awaitGone(CatalogKeys.category(1));
      await().atMost(LIMIT).until(() -> cache.has(CatalogKeys.NAMESPACE.fence(fence)));
      assertThat(invalidator.value("cdc.purges", "cause", "late_end")).isEqualTo(1);
      assertThat(invalidator.value("cdc.purges", "cause", "tables")).isEqualTo(1);
    }
  }

  @Test
  void alsoByTheNextInvalidator() throws SQLException {
    try (Connection open = database.connect();
        Statement statement = open.createStatement()) {
      try (RunningInvalidator invalidator = invalidator()) {
        writeUnseen(open, statement);
        awaitPurge(invalidator, "tables");
        invalidator.awaitStreaming();
      }
      cache.fill(CatalogKeys.category(1));
      open.commit();

      try (RunningInvalidator invalidator = invalidator()) {
        cache.awaitGone(CatalogKeys.category(1));
        assertThat(invalidator.value("cdc.purges", "cause", "tables")).isEqualTo(1);
      }
    }
  }

  /** All that Redis has lost deletions of was visible when they were made. */
  @Test
  void aLossOfRedisNeedsNoOneToEnd() throws SQLException {
    try (RunningInvalidator invalidator = invalidator();
        Connection open = database.connect();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("update products set price = 2 where id = 2");
      cache.fill(CatalogKeys.product(1));
      cache.delete(CatalogKeys.NAMESPACE.watermark());

      cache.awaitGone(CatalogKeys.product(1));
      awaitPurge(invalidator, "redis");
      invalidator.awaitStreaming();
      cache.fill(CatalogKeys.product(2));
      cache.awaitApplied(database);

      open.commit();
      cache.awaitGone(CatalogKeys.product(2));
      assertThat(invalidator.value("cdc.purges", "cause", "late_end")).isZero();
    }
  }

  @Test
  void itSaysForWhomPostgresWaitsThatIsToMakeASlot() throws SQLException {
    database.server().execute("postgres", "create table elsewhere (id int)");
    try (Connection open = connect("postgres");
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("insert into elsewhere values (1)");
      String pid = single(statement, "select pg_backend_pid()");
      try (RunningInvalidator invalidator = RunningInvalidator.start(database, redis.uri())) {
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    invalidator
                        .get("/actuator/health/readiness")
                        .body()
                        .contains("process " + pid + " of database postgres"));
        open.rollback();

        invalidator.awaitStreaming();
      }
    }
  }

  @Test
  void aTypeWithWhichTheEngineDoesNotStartIsNamedAndPurgesNothing() {
    database.sql(
        "create type mood as enum ('good', 'bad')",
        "create domain visible_mood as mood",
        "create domain narrow_mood as visible_mood check (value::text <> 'bad')");
    try (RunningInvalidator invalidator = RunningInvalidator.start(database, redis.uri())) {
      cache.fill(CatalogKeys.product(1));
      await()
          .until(
              () ->
                  invalidator
                      .get("/actuator/health/readiness")
                      .body()
                      .contains("public.narrow_mood, public.visible_mood"));
      assertThat(cache.holds(CatalogKeys.product(1))).isTrue();

      database.sql("drop domain narrow_mood", "drop domain visible_mood");

      invalidator.awaitStreaming();
    }
  }

  /** Leaves it open. */
  private void writeUnseen(Connection open, Statement statement) throws SQLException {
    database.sql("alter publication freshet drop table categories");
    open.setAutoCommit(false);
    statement.execute("update categories set name = 'unseen' where id = 1");
    database.sql("alter publication freshet add table categories");
  }

  private static void awaitPurge(RunningInvalidator invalidator, String cause) {
    await().atMost(LIMIT).until(() -> invalidator.value("cdc.purges", "cause", cause) == 1);
  }

  private Connection connect(String name) throws SQLException {
    return DriverManager.getConnection(
        database.server().jdbcUrl(name), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
  }

  private static String single(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private RunningInvalidator invalidator() {
    return RunningInvalidator.start(database, redis.uri()).awaitStreaming();
  }
}
