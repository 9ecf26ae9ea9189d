package dev.freshet.invalidator.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.invalidator.RunningInvalidator;
import dev.freshet.invalidator.invalidation.HostileLookups;
import dev.freshet.invalidator.invalidation.NewImageOnly;
import dev.freshet.invalidator.invalidation.PurgesNothing;
import dev.freshet.invalidator.shop.ShopLoad.Outcome;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.postgres.SlowStandby;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  private static final String RULES = CatalogDatabase.resource("shop/rules.yml");

  @TempDir private static Path folder;
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
    Outcome outcome = run("slow", RULES, TIME, HostileLookups.Slow.class);

    assertThat(outcome.stale()).as("seed %d", outcome.seed()).isEmpty();
    assertThat(outcome.compared()).isPositive();
  }

  @Test
  void findsNothingStaleWhereCommitsAreSeenInAnotherOrderThanTheLogs() throws Exception {
    try (SlowStandby standby = SlowStandby.of(postgres)) {
      ScheduledExecutorService answering = Executors.newSingleThreadScheduledExecutor();
      try {
        Future<?> unused =
            answering.scheduleWithFixedDelay(
                () -> acknowledge(standby), 0, 15, TimeUnit.MILLISECONDS);
        Outcome outcome = run("reordered", RULES, TIME, HostileLookups.Slow.class);

        assertThat(outcome.stale()).as("seed %d", outcome.seed()).isEmpty();
        assertThat(outcome.compared()).isPositive();
      } finally {
        answering.shutdown();
        assertThat(answering.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static void acknowledge(SlowStandby standby) {
    try {
      standby.acknowledge();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void findsNothingStaleWhenTheTableOfALookUpIsEmptied() throws Exception {
    ShopDatabase database = create("emptied");
    try (RunningInvalidator invalidator = start(database, RULES).awaitStreaming()) {
      for (String table : List.of("discount_notes", "product_categories", "variants")) {
        ShopLoad load = new ShopLoad(database, redis.uri(), SEED);
        load.fillOnce();
        database.sql("truncate " + table);
        assertThat(load.observeOnce()).as(table).isEmpty();
      }
      assertThat(invalidator.value("cdc.purges", "cause", "truncate")).isPositive();
    }
  }

  @Test
  void findsNothingStaleWhenTheRulesAreOthers() throws Exception {
    assertThat(staleAfterOtherRules("other_rules")).isEmpty();
  }

  @Test
  void wouldFindThatOtherRulesPurgeNothing() throws Exception {
    assertThat(staleAfterOtherRules("not_purged", PurgesNothing.class)).isNotEmpty();
  }

  /** What is stale by the rules, after a change that did not count by those of before. */
  private static List<String> staleAfterOtherRules(String name, Class<?>... beans)
      throws Exception {
    ShopDatabase database = create(name);
    ShopLoad load = new ShopLoad(database, redis.uri(), SEED);
    try (RunningInvalidator invalidator =
        start(database, altered("watch: [body]", "watch: [id]"), beans).awaitStreaming()) {
      load.fillOnce();
      database.sql("update discount_notes set body = 'x'");
      assertThat(new ShopLoad(database, redis.uri(), SEED).observeOnce()).isNotEmpty();
    }
    try (RunningInvalidator invalidator = start(database, RULES, beans).awaitStreaming()) {
      return load.observeOnce();
    }
  }

  @Test
  void wouldFindThatBatchesAreConfirmedAtOnce() throws Exception {
    assertFound(run("confirmed_at_once", RULES, LIMIT, HostileLookups.ConfirmedAtOnce.class));
  }

  @Test
  void wouldFindThatValuesAreReadOnce() throws Exception {
    assertFound(run("values_read_once", RULES, LIMIT, HostileLookups.ValuesReadOnce.class));
  }

  @Test
  void wouldFindThatOnlyRowsAsTheyAreCount() throws Exception {
    ShopDatabase database = create("new_image_only");
    database.sql(
        """
        do $$
        declare
          relation regclass;
        begin
          for relation in select prrelid from pg_publication_rel
          loop
            execute format('alter table %s replica identity default', relation);
          end loop;
        end
        $$
        """);
    assertFound(run(database, RULES, LIMIT, HostileLookups.Slow.class, NewImageOnly.class));
  }

  @Test
  void wouldFindThatTheTableOfALookUpHasNoRule() throws Exception {
    String rules = RULES.replaceAll("owner_id -> prices.*", "owner_id, ignore: [note] }");
    for (String column : List.of("variant_id", "owner_id")) {
      rules =
          rules.replace(
              "card: %s -> variants.product_id".formatted(column),
              "card: { sql: \"select hidden_product(:%s)\" }".formatted(column));
    }
    rules =
        rules
            .replace(
                "card: price_id -> prices.variant_id -> variants.product_id",
                "card: { sql: \"select hidden_product(p.variant_id) from prices p where p.id = :price_id\" }")
            .replace(
                "card: discount_id -> discounts.price_id -> prices.variant_id -> variants.product_id",
                "card: { sql: \"select hidden_product(p.variant_id) from discounts d join prices p on p.id = d.price_id where d.id = :discount_id\" }");
    rules =
        rules.replace(
            "select v.product_id from images i join variants v on v.id = i.owner_id",
            "select hidden_product(i.owner_id) from images i");
    assertThat(rules).doesNotContain("card: price_id ->", "card: discount_id ->", "join variants");
    assertFound(run("missing_link", rules, LIMIT, HostileLookups.Slow.class));
  }

  private static void assertFound(Outcome outcome) {
    assertThat(outcome.stale()).as("seed %d", outcome.seed()).isNotEmpty();
  }

  private static Outcome run(String name, String rules, Duration limit, Class<?>... beans)
      throws Exception {
    return run(create(name), rules, limit, beans);
  }

  private static Outcome run(ShopDatabase database, String rules, Duration limit, Class<?>... beans)
      throws Exception {
    try (RunningInvalidator invalidator = start(database, rules, beans).awaitStreaming()) {
      Outcome outcome = new ShopLoad(database, redis.uri(), SEED).run(limit);
      log.info("{}: {}", database.name(), outcome.figures());
      return outcome;
    }
  }

  private static ShopDatabase create(String name) {
    redis.command("FLUSHALL");
    return ShopDatabase.create(postgres, name);
  }

  private static RunningInvalidator start(ShopDatabase database, String rules, Class<?>... beans)
      throws IOException {
    Path file = folder.resolve(database.name() + ".yml");
    Files.writeString(file, rules);
    return RunningInvalidator.start(
        List.of(beans),
        database.jdbcUrl(),
        redis.uri(),
        "freshet.capture.slot",
        database.name(),
        "freshet.rules.file",
        file.toString());
  }

  private static String altered(String old, String now) {
    assertThat(RULES).contains(old);
    return RULES.replace(old, now);
  }
}
