package dev.freshet.invalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Watermark;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.redis.RedisFields;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fences and the watermark, under the least rights that work. */
class FenceIT {

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;
  private static RunningInvalidator invalidator;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    invalidator =
        RunningInvalidator.start(
                database,
                RunningInvalidator.leastRights(redis),
                "freshet.capture.instance",
                "host-1")
            .awaitStreaming();
    database.sql(CatalogDatabase.resource("fence.sql"));
  }

  @AfterAll
  static void stop() {
    invalidator.close();
    cache.close();
    redis.close();
    database.close();
  }

  @Test
  void isPassedWhenWhatItsTransactionChangedIsDeleted() throws Exception {
    for (int i = 1; i <= 50; i++) {
      CacheKey category = CatalogKeys.category(i);
      cache.fill(category);
      String token;
      try (Connection connection = database.connect()) {
        connection.setAutoCommit(false);
        connection
            .createStatement()
            .execute(
                "insert into categories (id, slug, name) values (%1$d, 'f%1$d', 'F')".formatted(i));
        token = fence(connection);
        connection.commit();
      }
      FenceToken fence = new FenceToken(token);
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> cache.has(CatalogKeys.NAMESPACE.fence(fence)));
      assertThat(cache.lacks(category)).isTrue();
      long millis =
          cache.ask(commands -> commands.pttl(CatalogKeys.NAMESPACE.fence(fence).getBytes()));
      assertThat(millis).isBetween(590_000L, 600_000L);
    }
  }

  @Test
  void aTransactionOfNothingButAFenceIsPassedToo() throws Exception {
    try (Connection connection = database.connect()) {
      assertThat(ask(fence(connection), "10s").body()).contains("\"applied\":true");
    }
  }

  @Test
  void ofATransactionThatIsRolledBackIsNeverPassed() throws Exception {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      String rolledBack = fence(connection);
      connection.rollback();
      String later = fence(connection);
      connection.commit();

      assertThat(ask(later, "10s").body()).contains("\"applied\":true");
      assertThat(ask(rolledBack, "0s").body()).contains("\"applied\":false");
    }
  }

  @Test
  void messagesThatAreNoFencesAreIgnored() throws Exception {
    database.sql(
        "select pg_logical_emit_message(true, 'freshet', 'not a token')",
        "select pg_logical_emit_message(true, 'other', 'mine')",
        "select pg_logical_emit_message(true, 'freshet', '\\xff'::bytea)");

    assertThat(aFenceIsPassed()).isTrue();
    assertThat(cache.has(CatalogKeys.NAMESPACE.fence(new FenceToken("mine")))).isFalse();
  }

  @Test
  void whoAsksMayWait() throws Exception {
    long start = System.nanoTime();
    HttpResponse<String> answer = ask("nobody-emits-this", "300ms");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"token\":\"nobody-emits-this\",\"applied\":false}");
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(300);
  }

  @ParameterizedTest
  @CsvSource({"a%20b, 0s, token", "a, 31s, wait", "a, -1s, wait", "a, soon, wait"})
  void badQuestionsAreNamed(String token, String wait, String named) {
    HttpResponse<String> answer = ask(token, wait);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"detail\":\"" + named + " must be");
  }

  @Test
  void theWatermarkTellsHowFarTheCacheIsRight() throws Exception {
    Instant before =
        Instant.parse(
            java.util.Objects.requireNonNull(
                database.query("select to_json(now() at time zone 'utc') #>> '{}' || 'Z'")));
    database.sql("insert into categories (id, slug, name) values (900, 'w', 'W')");
    assertThat(aFenceIsPassed()).isTrue();
    String lsn = database.query("select confirmed_flush_lsn from pg_replication_slots");

    await()
        .untilAsserted(
            () -> {
              Watermark watermark = Watermark.of(watermark()).orElseThrow();
              assertThat(watermark.slot()).isEqualTo("freshet");
              assertThat(watermark.instance()).isEqualTo("host-1");
              assertThat(watermark.timeline()).isEqualTo("1");
              assertThat(watermark.systemIdentifier())
                  .isEqualTo(database.query("select system_identifier from pg_control_system()"));
              assertThat(watermark.commitTime().orElseThrow()).isAfterOrEqualTo(before);
              assertThat(
                      database.query(
                          "select '%s'::pg_lsn >= '%s'::pg_lsn".formatted(watermark.lsn(), lsn)))
                  .isEqualTo("t");
            });
  }

  /** Nothing changes, so that only heartbeats move it. */
  @Test
  void theWatermarkIsWrittenEverySecondAlsoWhenIdle() {
    List<Long> times = new ArrayList<>();
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              String appliedAt = watermark().get(Watermark.APPLIED_AT);
              if (appliedAt != null && !times.contains(Long.valueOf(appliedAt))) {
                times.add(Long.valueOf(appliedAt));
              }
              return times.size() == 8;
            });
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isLessThanOrEqualTo(1_000);
    }
    long now =
        cache.ask(commands -> commands.time()).stream()
            .map(String::new)
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElseThrow();
    assertThat(times.get(7) / 1_000).isBetween(now - 2, now + 1);
  }

  @Test
  void whatWasCommittedUntilTheTimeThatIsCompleteIsApplied() {
    database.sql("insert into categories (id, slug, name) values (901, 'u', '0')");
    // A mark of another program, with a time of another clock.
    database.sql("select pg_logical_emit_message(false, 'freshet-mark', 'other:9999999999999')");
    String key = CatalogKeys.category(901).name();
    for (int i = 1; i <= 5; i++) {
      cache.ask(commands -> commands.set(key.getBytes(), new byte[0]));
      database.sql("update categories set name = '" + i + "' where id = 901");
      long committed = now();
      await().pollInterval(Duration.ofMillis(1)).until(() -> completeUntil() >= committed);

      long cached = cache.ask(commands -> commands.exists(key.getBytes()));
      assertThat(cached).isZero();
      assertThat(completeUntil()).isLessThanOrEqualTo(now());
    }
  }

  private static long completeUntil() {
    return Long.parseLong(watermark().getOrDefault(Watermark.COMPLETE_UNTIL, "0"));
  }

  /** By the clock of Redis, in ms. */
  private static long now() {
    List<byte[]> time = cache.ask(commands -> commands.time());
    return Long.parseLong(new String(time.get(0))) * 1_000
        + Long.parseLong(new String(time.get(1))) / 1_000;
  }

  private boolean aFenceIsPassed() throws Exception {
    try (Connection connection = database.connect()) {
      return ask(fence(connection), "10s").body().contains("\"applied\":true");
    }
  }

  private static String fence(Connection connection) throws Exception {
    try (var rows = connection.createStatement().executeQuery("select freshet_fence()")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Map<String, String> watermark() {
    return RedisFields.text(
        cache.ask(commands -> commands.hgetall(CatalogKeys.NAMESPACE.watermark().getBytes(UTF_8))));
  }

  private static HttpResponse<String> ask(String token, String wait) {
    return invalidator.get("/fence/" + token + "?wait=" + wait);
  }
}
