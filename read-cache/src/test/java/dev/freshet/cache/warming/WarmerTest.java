package dev.freshet.cache.warming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cache.CacheStatus;
import dev.freshet.cache.Read;
import dev.freshet.cache.fence.FakeTicker;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarmerTest {

  private static final int KNOWN = 10;
  private static final int RATE = 4;
  private static final CacheStatus STORED = new CacheStatus("freshet; fwd=uri-miss; stored");
  private static final CacheStatus HIT = new CacheStatus("freshet; hit");
  private static final CacheStatus BYPASS =
      new CacheStatus("freshet; fwd=bypass; detail=redis-unavailable");

  private boolean trusted = true;
  private final FakeWarming redis = new FakeWarming();
  private final FakeTicker ticker = new FakeTicker();
  private final FakeCatalog catalog = new FakeCatalog();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PopularReads popular = new PopularReads(KNOWN);
  private final Warmer warmer =
      new Warmer(
          () -> trusted,
          redis,
          redis,
          popular,
          new WarmingMetrics(registry, CatalogKeys.SPACE.kinds()),
          RATE,
          ticker);

  @BeforeEach
  void know() {
    know(popular, KNOWN);
  }

  private void know(PopularReads reads, int count) {
    for (long id = 1; id <= count; id++) {
      CacheKey key = CatalogKeys.product(id);
      reads.count(new PopularRead(key.kind(), id, () -> catalog.read(key)));
    }
    catalog.reads.clear();
    catalog.times.clear();
  }

  @Test
  void aCacheThatWasPurgedIsWarmedOnce() throws Exception {
    redis.purgedAt = Optional.of(Instant.EPOCH);
    warmer.look();
    assertThat(catalog.reads).hasSize(KNOWN);
    assertThat(redis.log).containsExactly("take", "finish");

    warmer.look();
    assertThat(catalog.reads).hasSize(KNOWN);
    redis.purgedAt = Optional.of(Instant.EPOCH.plusMillis(1));
    warmer.look();
    assertThat(catalog.reads).hasSize(2 * KNOWN);
    assertThat(runs("finished")).isEqualTo(2);
    assertThat(registry.get("cache.warmed").tag("kind", "product").counter().count())
        .isEqualTo(2 * KNOWN);
  }

  @Test
  void aRedisThatHasLostItsMarkIsWarmed() throws Exception {
    warmer.look();
    redis.warmed = Optional.empty();
    warmer.look();
    assertThat(catalog.reads).hasSize(2 * KNOWN);
  }

  @Test
  void loadsKeepTheirDistanceAndHitsNeedNone() throws Exception {
    catalog.loadTakes = Duration.ofMillis(100);
    warmer.look();
    assertThat(ticker.sleeps).hasSize(KNOWN).containsOnly(Duration.ofMillis(150));
    for (int i = 1; i < KNOWN; i++) {
      assertThat(catalog.times.get(i) - catalog.times.get(i - 1))
          .isEqualTo(Duration.ofSeconds(1).dividedBy(RATE).toNanos());
    }

    ticker.sleeps.clear();
    redis.warmed = Optional.empty();
    catalog.status = HIT;
    warmer.look();
    assertThat(catalog.reads).hasSize(2 * KNOWN);
    assertThat(ticker.sleeps).isEmpty();
  }

  @Test
  void aLoadThatTakesLongIsNotMadeUpFor() throws Exception {
    catalog.loadTakes = Duration.ofSeconds(1);
    warmer.look();
    assertThat(ticker.sleeps).containsOnly(Duration.ZERO);
  }

  @Test
  void theLockIsRenewedWhileItWorksAndWhoeverHasLostItEnds() throws Exception {
    catalog.loadTakes = Duration.ofSeconds(2);
    catalog.onRead =
        () -> {
          if (catalog.reads.size() == 7) {
            redis.holder = "another";
          }
        };
    warmer.look();
    assertThat(redis.log).containsExactly("take", "renew", "renew", "renew");
    assertThat(catalog.reads).hasSize(9);
    assertThat(redis.holder).isEqualTo("another");
    assertThat(redis.warmed).isEmpty();
    assertThat(runs("abandoned")).isEqualTo(1);
  }

  @Test
  void whileAnotherHasTheLockNothingHappens() throws Exception {
    redis.holder = "another";
    warmer.look();
    assertThat(catalog.reads).isEmpty();
    redis.holder = null;
    warmer.look();
    assertThat(catalog.reads).hasSize(KNOWN);
  }

  @Test
  void whatAnotherHasFinishedMeanwhileIsNotDoneAgain() throws Exception {
    redis.onTake = () -> redis.warmed = Optional.of("never");
    warmer.look();
    assertThat(catalog.reads).isEmpty();
    assertThat(redis.log).containsExactly("take", "release");
    assertThat(runs("abandoned")).isZero();
  }

  @Test
  void whoKnowsLittleLeavesOthersAHeadStartAndWhoKnowsNothingNeverBegins() throws Exception {
    PopularReads half = new PopularReads(2 * KNOWN);
    Warmer second = warmerOf(half);
    second.look();
    ticker.pass(Duration.ofHours(1));
    second.look();
    assertThat(redis.log).isEmpty();

    know(half, KNOWN);
    redis.purgedAt = Optional.of(Instant.EPOCH);
    second.look();
    ticker.pass(Warmer.HEAD_START.dividedBy(2).minusNanos(1));
    second.look();
    assertThat(redis.log).isEmpty();
    ticker.pass(Duration.ofNanos(1));
    second.look();
    assertThat(redis.log).containsExactly("take", "finish");
  }

  @Test
  void aBypassedCacheIsNotWarmed() throws Exception {
    trusted = false;
    warmer.look();
    assertThat(redis.log).isEmpty();

    trusted = true;
    catalog.status = BYPASS;
    warmer.look();
    assertThat(catalog.reads).hasSize(1);
    assertThat(redis.log).containsExactly("take", "release");
    assertThat(redis.warmed).isEmpty();
  }

  @Test
  void afterAnAttemptThatFailedItPauses() throws Exception {
    catalog.failing = true;
    warmer.look();
    assertThat(catalog.reads).as("gives up after five").hasSize(5);
    ticker.pass(Warmer.PAUSE.minusNanos(1));
    warmer.look();
    assertThat(catalog.reads).hasSize(5);

    catalog.failing = false;
    ticker.pass(Duration.ofNanos(1));
    warmer.look();
    assertThat(catalog.reads).hasSize(5 + KNOWN);
    assertThat(redis.warmed).contains("never");
  }

  @Test
  void whoeverIsStoppedGivesTheLockBack() {
    ticker.interrupt();
    assertThatThrownBy(warmer::look).isInstanceOf(InterruptedException.class);
    assertThat(redis.holder).isNull();
    assertThat(redis.warmed).isEmpty();
  }

  private Warmer warmerOf(PopularReads reads) {
    return new Warmer(
        () -> true,
        redis,
        redis,
        reads,
        new WarmingMetrics(new SimpleMeterRegistry(), CatalogKeys.SPACE.kinds()),
        RATE,
        ticker);
  }

  private double runs(String result) {
    return registry.get("cache.warming.runs").tag("result", result).counter().count();
  }

  /** Nothing else passes time. */
  private final class FakeCatalog {

    private final List<CacheKey> reads = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private CacheStatus status = STORED;
    private Duration loadTakes = Duration.ZERO;
    private Runnable onRead = () -> {};
    private boolean failing;

    Read<byte[]> read(CacheKey key) {
      reads.add(key);
      times.add(ticker.nanoTime());
      ticker.pass(loadTakes);
      onRead.run();
      if (failing) {
        throw new IllegalStateException("database down");
      }
      return new Read<>(new byte[0], status);
    }
  }
}
