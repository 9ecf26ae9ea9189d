package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.process.Signals;
import dev.freshet.local.redis.LocalRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as a process of its own: how it ends. */
class ProcessIT {

  private static final int TERMINATED = 143;

  private static CatalogDatabase database;
  private static LocalRedis redis;

  @TempDir private Path folder;
  private final List<InvalidatorProcess> started = new ArrayList<>();

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
    database.close();
  }

  @AfterEach
  void endProcesses() {
    started.forEach(InvalidatorProcess::close);
  }

  @Test
  void exitsWithOneLineThatSaysWhatToDoAfterAWrongPassword() throws Exception {
    InvalidatorProcess process = run(Map.of("SPRING_DATASOURCE_PASSWORD", "wrong"));

    assertFails(process, "password", "spring.datasource.username");
  }

  @Test
  void exitsWithOneLineThatSaysWhatToDoIfTheWalLevelIsNotLogical() throws Exception {
    try (LocalPostgres server =
        LocalPostgres.start(PostgresOptions.defaults().with("wal_level", "replica"))) {
      server.execute("postgres", CatalogDatabase.resource("role.sql"));

      InvalidatorProcess process = run(Map.of("SPRING_DATASOURCE_URL", server.jdbcUrl("postgres")));

      assertFails(process, "wal_level is replica", "alter system set wal_level = logical");
    }
  }

  @Test
  void endsQuicklyWhenAskedTo() throws Exception {
    InvalidatorProcess process = run(Map.of()).awaitStreaming();

    assertEnds(process);
    // The first start purges; and Debezium warns, if the end comes just while it acknowledges a
    // position, which it does again.
    assertThat(
            process
                .output()
                .lines()
                .filter(line -> !line.contains("purging the cache: [SLOT_MISSING]"))
                .filter(line -> !line.contains("LSN flush operation")))
        .noneMatch(line -> line.contains("ERROR") || line.contains("WARN"))
        .noneMatch(line -> line.startsWith("\tat "));
  }

  @Test
  void endsQuicklyWhenAskedToWhileRedisHangs() throws Exception {
    InvalidatorProcess process = run(Map.of()).awaitStreaming();
    redis.pause();
    try {
      database.sql("insert into categories (slug, name) values ('hang', 'Hang')");
      await()
          .atMost(InvalidatorProcess.START_LIMIT)
          .until(() -> process.output().contains("Not applying changes"));

      assertEnds(process);
    } finally {
      redis.resume();
    }
  }

  @Test
  void endsQuicklyWhenAskedToWhilePostgresHangs() throws Exception {
    assumeTrue(
        System.getProperty("backends", "embedded").equals("embedded"),
        "server processes in a container cannot be signalled from here");
    InvalidatorProcess process = run(Map.of()).awaitStreaming();
    List<ProcessHandle> sessions = sessions();
    Signals.send("STOP", sessions);
    try {
      assertEnds(process);
    } finally {
      Signals.send("CONT", sessions);
    }
  }

  private static void assertFails(InvalidatorProcess failing, String... words) throws Exception {
    assertThat(failing.awaitEnd(InvalidatorProcess.START_LIMIT)).isTrue();
    assertThat(failing.process().exitValue()).isEqualTo(1);
    assertThat(failing.output().lines().filter(line -> line.contains("ERROR")))
        .singleElement()
        .satisfies(line -> assertThat(line).contains(words));
    assertThat(failing.output()).doesNotContain("\tat ");
  }

  private static void assertEnds(InvalidatorProcess ending) throws Exception {
    ending.terminate();

    assertThat(ending.awaitEnd(Duration.ofSeconds(10))).isTrue();
    assertThat(ending.process().exitValue()).isEqualTo(TERMINATED);
  }

  private InvalidatorProcess run(Map<String, String> settings) {
    InvalidatorProcess process = InvalidatorProcess.start(database, redis, folder, settings);
    started.add(process);
    return process;
  }

  /** The invalidator's own server processes, all of which hang from then on. */
  private static List<ProcessHandle> sessions() {
    String pids =
        database.query(
            "select string_agg(pid::text, ' ') from pg_stat_activity where usename = '"
                + CatalogDatabase.USER
                + "'");
    return Stream.of(String.valueOf(pids).split(" "))
        .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
        .toList();
  }
}
