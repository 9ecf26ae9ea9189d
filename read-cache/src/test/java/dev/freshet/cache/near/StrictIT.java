package dev.freshet.cache.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.CacheMetrics;
import dev.freshet.cache.CacheSettings;
import dev.freshet.cache.Read;
import dev.freshet.cache.ReadThroughCache;
import dev.freshet.cache.redis.LettuceCacheStore;
import dev.freshet.cache.redis.LettuceCommands;
import dev.freshet.cache.redis.LettuceNearChannel;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidation.near.LeasedCopies;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.invalidation.redis.RedisNear;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.ValueCodec;
import dev.freshet.keys.Watermark;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What Redis itself may have wrong for a moment is not read without a lease: the two windows that
 * there are otherwise. The database is one number.
 */
class StrictIT {

  private static final CacheKey KEY = CatalogKeys.product(1);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final LocalRedis redis = LocalRedis.start();
  private Invalidation invalidation;
  private NearCache near;
  private LettuceCacheStore store;
  private volatile byte committed = 1;

  @BeforeEach
  void start() throws Exception {
    invalidation = new Invalidation(redis, "run");
    invalidation.begin(Optional.empty());
    LettuceCommands values = new LettuceCommands(connection(redis));
    near =
        new NearCache(
            new LettuceNearChannel(
                values,
                new LettuceCommands(connection(redis)),
                Duration.ofMillis(250),
                CatalogKeys.NAMESPACE),
            Set.of(CatalogKeys.PRODUCT),
            1_000_000,
            System::nanoTime);
    store = new LettuceCacheStore(values, CatalogKeys.SPACE, Lifetimes.LEASE, 1_000, 1_000_000);
    near.start();
  }

  @AfterEach
  void stop() throws Exception {
    near.stop();
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    redis.close();
  }

  @Test
  void aRedisThatCameBackAsItWasEarlierIsNotTrusted() throws Exception {
    ReadThroughCache strict = reads(new LeasedTrust(() -> true, near));
    ReadThroughCache plain = reads(() -> true);
    awaitHit(strict);
    redis.saveSnapshot();
    commit();
    invalidation.apply();

    redis.kill();
    redis.startAgainFromSnapshot();
    // The run has not noticed it, and goes on to grant.
    await().atMost(LONG).until(() -> value(plain) == 1);
    long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    while (System.nanoTime() < until) {
      assertThat(value(strict)).isEqualTo(2);
    }
    assertThat(header(read(strict))).isEqualTo("freshet; fwd=bypass; detail=no-lease");

    Invalidation next = new Invalidation(redis, "next run");
    next.delete();
    next.begin(Optional.of("run"));
    awaitHit(strict);
    assertThat(value(strict)).isEqualTo(2);
  }

  @Test
  void aMasterThatWasReplacedAndGoesOnIsNotTrusted() throws Exception {
    ReadThroughCache strict = reads(new LeasedTrust(() -> true, near));
    ReadThroughCache plain = reads(() -> true);
    awaitHit(strict);
    try (LocalRedis promoted = LocalRedis.start()) {
      invalidation.close();
      Invalidation next = new Invalidation(promoted, "next run");
      next.begin(Optional.empty());
      commit();
      next.apply();

      assertThat(value(plain)).isEqualTo(1);
      assertThat(value(strict)).isEqualTo(2);
      assertThat(header(read(strict))).isEqualTo("freshet; fwd=bypass; detail=no-lease");
      next.close();
    }
  }

  private void commit() {
    committed = 2;
  }

  private void awaitHit(ReadThroughCache of) {
    await().atMost(LONG).until(() -> header(read(of)).startsWith("freshet; hit"));
  }

  private int value(ReadThroughCache of) {
    return Objects.requireNonNull(read(of).value());
  }

  private Read<Byte> read(ReadThroughCache of) {
    return of.read(KEY, Freshness.AS_CACHED, new Numbers(), () -> committed);
  }

  private static String header(Read<Byte> read) {
    return Objects.requireNonNull(read.cacheStatus()).header();
  }

  /** Reads that ask Redis, with copies in memory left aside. */
  private ReadThroughCache reads(CacheTrust trust) {
    return new ReadThroughCache(
        store,
        trust,
        new CacheMetrics(new SimpleMeterRegistry(), new CachedKinds(CatalogKeys.SPACE, Set.of())),
        new CacheSettings(
            Duration.ofSeconds(5), new CacheSettings.Life(Lifetimes.TTL, Lifetimes.TTL), Map.of()));
  }

  private RedisConnection connection(LocalRedis to) {
    RedisConnection opened =
        RedisConnection.open(
            new RedisSettings(to.uri(), Duration.ofSeconds(5), Duration.ofSeconds(5)));
    open.add(opened);
    await().until(opened::isConnected);
    return opened;
  }

  /** A run of the invalidator. */
  private final class Invalidation implements AutoCloseable {

    private final String run;
    private final RedisCache cache;
    private final LeasedCopies copies;

    Invalidation(LocalRedis in, String run) {
      this.run = run;
      RedisConnection commands = connection(in);
      this.cache = new RedisCache(commands, CatalogKeys.NAMESPACE);
      this.copies =
          new LeasedCopies(
              new RedisNear(
                  commands, connection(in), Duration.ofMillis(500), CatalogKeys.NAMESPACE),
              System::nanoTime);
      open.add(this);
    }

    void begin(Optional<String> before) throws InterruptedException {
      Watermark watermark =
          new Watermark(
              "0/1",
              Optional.empty(),
              "slot",
              "7",
              "1",
              "host",
              Optional.empty(),
              Optional.empty());
      assertThat(
              cache.store(
                  new Checkpoint(
                      watermark, "tables", cache.nodes(), new MaintainedKinds(Map.of()), run),
                  before))
          .isPresent();
      copies.begin(run, cache.nodes(), true);
      copies.start();
    }

    void delete() throws InterruptedException {
      Object unused = cache.delete(List.of(KEY));
    }

    /** When it returns, a fence would pass. */
    void apply() throws InterruptedException {
      delete();
      copies.deleted(List.of(KEY));
      assertThat(copies.awaitSettled(copies.publish().orElseThrow(), LONG)).isTrue();
    }

    @Override
    public void close() {
      copies.stop();
    }
  }

  private static final class Numbers implements ValueCodec<Byte> {

    @Override
    public byte[] encode(Byte value) {
      return new byte[] {value};
    }

    @Override
    public Decoded<Byte> decode(byte[] bytes) {
      return bytes.length == 1
          ? new Decoded.Value<>(bytes[0])
          : new Decoded.Malformed<>("no number");
    }
  }
}
