package dev.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.keys.FenceToken;
import dev.freshet.local.Closer;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL with the catalog's schema, Redis, and the invalidator between them. */
final class TestServers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TestServers.class);

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final String DATABASE = "catalog";

  /** The role and the password of role.sql. */
  private static final String INVALIDATOR = "freshet_invalidator";

  private static final String INVALIDATOR_PASSWORD = "change-me";

  private static final String EMPTY =
      """
      set lock_timeout = '10s';
      truncate products, product_images, categories restart identity
      """;

  /** Has the invalidator look for the registry of pages, whose absence it answers with a purge. */
  private static final String FIRST_PRODUCT =
      """
      insert into categories (id, slug, name) values (1, 'first', 'First');
      insert into products (id, sku, name, category_id, price) values (1, 'first', 'First', 1, 1);
      """;

  private final LocalPostgres postgres;
  private final LocalRedis redis;
  private final CacheClient cache;
  private final Rehearsal rehearsal;
  private final InvalidatorProcess invalidator;
  private final Closer closer;

  private TestServers(Closer closer) {
    this.closer = closer;
    // The data does not outlive the tests.
    postgres = closer.add(LocalPostgres.start(PostgresOptions.defaults().with("fsync", "off")));
    postgres.execute("postgres", "create database " + DATABASE);
    sql(
        resource("schema.sql"),
        resource("fence.sql"),
        resource("publication.sql"),
        resource("role.sql"));
    redis = closer.add(LocalRedis.start());
    cache = closer.add(CacheClient.connect(redis.uri()));
    invalidator = closer.add(InvalidatorProcess.start(settings()));
    awaitStreaming();
    rehearsal = closer.add(Rehearsal.connect(redis.uri(), cache));
  }

  /** Returns when the invalidator applies changes. */
  static TestServers start() {
    return Closer.opening(TestServers::new);
  }

  private Map<String, String> settings() {
    return Map.of(
        "SERVER_PORT",
        "0",
        "SERVER_ADDRESS",
        "127.0.0.1",
        "SPRING_DATASOURCE_URL",
        postgres.jdbcUrl(DATABASE),
        "SPRING_DATASOURCE_USERNAME",
        INVALIDATOR,
        "SPRING_DATASOURCE_PASSWORD",
        INVALIDATOR_PASSWORD,
        "FRESHET_REDIS_URI",
        redis.uri(),
        // Every test begins with a purge, which would hide what else it says.
        "LOGGING_LEVEL_DEV_FRESHET_INVALIDATOR_INVALIDATION",
        "WARN");
  }

  private void awaitStreaming() {
    boolean began =
        Waiting.until(START_LIMIT, () -> !invalidator.isAlive() || !cache.watermark().isEmpty());
    if (!began || !invalidator.isAlive()) {
      throw new IllegalStateException("the invalidator does not start. " + state());
    }
    sql(FIRST_PRODUCT);
    if (!awaitApplied(START_LIMIT)) {
      throw new IllegalStateException("the invalidator does not apply changes. " + state());
    }
  }

  /** With the superuser and the password. */
  String jdbcUrl() {
    return postgres.jdbcUrl(DATABASE) + "?user=postgres&password=postgres";
  }

  String redisUri() {
    return redis.uri();
  }

  CacheClient cache() {
    return cache;
  }

  Rehearsal rehearsal() {
    return rehearsal;
  }

  Connection connection() throws SQLException {
    return DriverManager.getConnection(jdbcUrl());
  }

  /** Runs each statement or script in a transaction of its own. */
  void sql(String... statements) {
    postgres.execute(DATABASE, statements);
  }

  /** Empties the catalog and the cache. */
  void reset() {
    try {
      sql(EMPTY);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "the catalog cannot be emptied; did an earlier test leave a transaction open? "
              + e.getMessage(),
          e);
    }
    if (!awaitApplied(START_LIMIT)) {
      throw new IllegalStateException("the invalidator does not apply changes. " + state());
    }
    rehearsal.reset();
  }

  /** Waits until what is committed by now is applied; returns whether it was in time. */
  boolean awaitApplied(Duration limit) {
    FenceToken fence = FenceToken.random();
    sql(
        "select pg_logical_emit_message(true, '%s', '%s')"
            .formatted(FenceToken.MESSAGE_PREFIX, fence.text()));
    return Waiting.until(limit, () -> cache.hasPassed(fence) || !invalidator.isAlive())
        && invalidator.isAlive();
  }

  /** What is known of the invalidator, for people. */
  String state() {
    String process =
        invalidator.isAlive() ? "The invalidator runs" : "The invalidator's process has ended";
    Map<String, String> watermark = cache.watermark();
    String progress =
        watermark.isEmpty()
            ? "has not begun to stream"
            : "has applied the write-ahead log up to " + watermark.get("lsn");
    return "%s, and %s. It printed last:\n%s".formatted(process, progress, invalidator.tail());
  }

  @Override
  public void close() {
    try {
      closer.close();
    } catch (IllegalStateException e) {
      log.warn("A server of the tests does not end", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = TestServers.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
