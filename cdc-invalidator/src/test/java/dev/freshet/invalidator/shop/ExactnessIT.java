package dev.freshet.invalidator.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.invalidator.RunningInvalidator;
import dev.freshet.invalidator.invalidation.HostileLookups;
import dev.freshet.invalidator.shop.ShopLoad.Outcome;
import dev.freshet.local.LocalPostgres;
import dev.freshet.local.LocalRedis;
import dev.freshet.local.PostgresOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * No value is found behind a fence that is older than what the fence stands for, however rows move
 * while they are looked up. And a mistake is found: each of those that are easy to make.
 */
class ExactnessIT {

  private static final Logger log = LoggerFactory.getLogger(ExactnessIT.class);

  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("shop.seconds", 10));
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("shop.seed", System.nanoTime() % 1_000_000);

  private static LocalPostgres postgres;
  private static LocalRedis redis;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start(PostgresOptions.defaults().with("deadlock_timeout", "20ms"));
    redis = LocalRedis.start();
    ShopDatabase.prepare(postgres);
  }

  @AfterAll
  static void stop() {
    redis.close();
    postgres.close();
  }

  @Test
  void findsNothingStale() throws Exception {
    Outcome outcome = run("slow", HostileLookups.Slow.class, TIME);

    assertThat(outcome.stale()).as("seed %d", outcome.seed()).isEmpty();
    assertThat(outcome.compared()).isPositive();
  }

  @Test
  void findsThatBatchesAreConfirmedAtOnce() throws Exception {
    assertFound(run("confirmed_at_once", HostileLookups.ConfirmedAtOnce.class, LIMIT));
  }

  private static void assertFound(Outcome outcome) {
    assertThat(outcome.stale()).as("seed %d", outcome.seed()).isNotEmpty();
  }

  private static Outcome run(String name, Class<?> beans, Duration limit) throws Exception {
    ShopDatabase database = ShopDatabase.create(postgres, name);
    redis.command("FLUSHALL");
    try (RunningInvalidator invalidator = start(database, beans).awaitStreaming()) {
      Outcome outcome = new ShopLoad(database, redis.uri(), SEED).run(limit);
      log.warn("{}: {}", name, outcome);
      return outcome;
    }
  }

  private static RunningInvalidator start(ShopDatabase database, Class<?> beans) {
    return RunningInvalidator.start(
        List.of(beans),
        database.jdbcUrl(),
        redis.uri(),
        "freshet.capture.slot",
        database.name(),
        "freshet.rules.file",
        resource("shop/rules.yml").toString());
  }

  private static Path resource(String name) {
    return Path.of(
        Objects.requireNonNull(CatalogDatabase.class.getResource("/" + name), name).getPath());
  }
}
