package dev.freshet.testkit;

import dev.freshet.keys.FenceToken;
import dev.freshet.local.Closer;
import dev.freshet.local.Folders;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL with a schema, Redis, and between them the invalidator with rules for it. */
final class TestServers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TestServers.class);

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final String DATABASE = "catalog";

  /** The invalidator looks for the registry of pages about every second. */
  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(30);

  /** The role and the password of role.sql. */
  static final String INVALIDATOR = "freshet_invalidator";

  private static final String INVALIDATOR_PASSWORD = "change-me";

  private final Setup setup;
  private final Rules rules;
  private final Path folder;
  private final Map<String, String> settings;
  private final String empty;
  private final LocalPostgres postgres;
  private final LocalRedis redis;
  private final CacheClient cache;
  private final Rehearsal rehearsal;
  private final InvalidatorProcess invalidator;
  private final Closer closer;

  private TestServers(Setup setup, Closer closer) {
    this.setup = setup;
    this.closer = closer;
    Rules written = setup.readRules();
    // The data does not outlive the tests.
    postgres = closer.add(LocalPostgres.start(PostgresOptions.defaults().with("fsync", "off")));
    postgres.execute("postgres", "create database " + DATABASE);
    sql(Setup.bundled("role.sql"));
    sql(ScannedTables.countNothing(INVALIDATOR));
    makeTables();
    folder = Folders.temporary("freshet-rules-");
    AutoCloseable unused = closer.add(() -> Folders.delete(folder));
    redis = closer.add(LocalRedis.start());
    settings = settings();
    publish();
    Tables tables = tables(written);
    rules = completed(tables, written);
    empty = tables.emptying();
    cache = closer.add(CacheClient.connect(redis.uri(), rules.namespace()));
    invalidator = closer.add(InvalidatorProcess.start(settings));
    awaitStreaming();
    rehearsal =
        closer.add(
            Rehearsal.connect(redis.uri(), cache, written, rules, new DatabaseLookups(jdbcUrl())));
  }

  /**
   * Returns when the invalidator applies changes.
   *
   * @throws IllegalArgumentException if PostgreSQL refuses the schema, or it does not suit the
   *     rules
   */
  static TestServers start(Setup setup) {
    TestServers servers = Closer.opening(closer -> new TestServers(setup, closer));
    RunningServers.began(setup, servers);
    return servers;
  }

  private void makeTables() {
    try {
      sql(setup.schemaText());
    } catch (IllegalStateException e) {
      String schema = setup.schema().map(Setup.Resource::name).orElse("the catalog's schema");
      throw new IllegalArgumentException(
          "PostgreSQL refuses %s: %s"
              .formatted(schema, Optional.ofNullable(e.getCause()).orElse(e).getMessage()),
          e);
    }
    sql(Setup.bundled("fence.sql"));
  }

  /** What the owner of the tables does for the invalidator. */
  private void publish() {
    try {
      Map<String, String> owner = new HashMap<>(settings);
      owner.put("SPRING_DATASOURCE_USERNAME", LocalPostgres.SUPERUSER);
      owner.put("SPRING_DATASOURCE_PASSWORD", LocalPostgres.SUPERUSER);
      sql(InvalidatorProcess.run(owner, "rules", "sql"));
      if (!setup.equals(Setup.CATALOG)) {
        String unused = InvalidatorProcess.run(settings, "rules", "check");
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the rules of %s do not suit the tables of %s:%n%s"
              .formatted(
                  setup.rules().map(Setup.Resource::name).orElse("the catalog"),
                  setup.schema().map(Setup.Resource::name).orElse("the catalog"),
                  e.getMessage()),
          e);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> all = new HashMap<>();
    all.put("SERVER_PORT", "0");
    all.put("SERVER_ADDRESS", "127.0.0.1");
    all.put("SPRING_DATASOURCE_URL", postgres.jdbcUrl(DATABASE));
    all.put("SPRING_DATASOURCE_USERNAME", INVALIDATOR);
    all.put("SPRING_DATASOURCE_PASSWORD", INVALIDATOR_PASSWORD);
    all.put("FRESHET_REDIS_URI", redis.uri());
    // Every test begins with a purge, which would hide what else it says.
    all.put("LOGGING_LEVEL_DEV_FRESHET_INVALIDATOR_INVALIDATION", "WARN");
    setup
        .rules()
        .ifPresent(
            resource -> {
              try {
                Path file = Files.writeString(folder.resolve(resource.fileName()), resource.text());
                all.put("FRESHET_RULES_FILE", file.toString());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return Map.copyOf(all);
  }

  private void awaitStreaming() {
    boolean began =
        Waiting.until(START_LIMIT, () -> !invalidator.isAlive() || !cache.watermark().isEmpty());
    if (!began || !invalidator.isAlive()) {
      throw new IllegalStateException("the invalidator does not start. " + state());
    }
    // A registry that is not there yet is answered with a purge.
    if (!rules.pages().isEmpty()
        && !Waiting.until(REGISTRY_LIMIT, () -> cache.lastRegistration().millis() > 0)) {
      throw new IllegalStateException("the invalidator does not look for pages. " + state());
    }
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

  /** With what the database knows. */
  Rules rules() {
    return rules;
  }

  /** The tables of the rules as they are now. */
  Tables tables() {
    return tables(rules);
  }

  /** Changes that a test makes up as the log would have them. */
  List<RowChange> logged(List<RowChange> changes) {
    try (Connection connection = connection()) {
      LoggedChanges log = new LoggedChanges(connection, rules, tables());
      List<RowChange> logged = new ArrayList<>();
      for (RowChange change : changes) {
        logged.add(log.of(change));
      }
      return logged;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Tables tables(Rules named) {
    try (Connection connection = connection()) {
      return Tables.read(connection, named);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Rules completed(Tables tables, Rules written) {
    try (Connection connection = connection()) {
      return tables.complete(connection, written);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
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

  /** Empties the tables of the rules, with those that refer to them, and the cache. */
  void reset() {
    try {
      sql("set lock_timeout = '10s'; " + empty);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "the tables cannot be emptied; did an earlier test leave a transaction open? "
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
    RunningServers.ended(setup);
    try {
      closer.close();
    } catch (IllegalStateException e) {
      log.warn("A server of the tests does not end", e);
    }
  }
}
