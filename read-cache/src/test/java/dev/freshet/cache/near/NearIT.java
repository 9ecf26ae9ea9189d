package dev.freshet.cache.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.freshet.cache.CacheMetrics;
import dev.freshet.cache.CacheSettings;
import dev.freshet.cache.CacheStore;
import dev.freshet.cache.Read;
import dev.freshet.cache.ReadThroughCache;
import dev.freshet.cache.redis.LettuceCacheStore;
import dev.freshet.cache.redis.LettuceCommands;
import dev.freshet.cache.redis.LettuceNearChannel;
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
import dev.freshet.keys.near.NearMessage;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Both sides, and a real Redis. The database is a number for each key. */
class NearIT {

  private static final int KEYS = 4;
  private static final String RIGHTS =
      "~product* ~{product* +get +set +del +eval +exists +time +hgetall +xadd +xlen +xtrim +pttl"
          + " +@connection";
  private static final Duration LONG = Duration.ofSeconds(20);

  /** How long nobody may wait for a process that is silent. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private LocalRedis redis;
  private final List<RedisConnection> connections = new ArrayList<>();
  private RedisCache cache;
  private LeasedCopies copies;
  private Application process;

  private final AtomicLong[] committed = new AtomicLong[KEYS];
  private final AtomicLong[] applied = new AtomicLong[KEYS];

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < KEYS; i++) {
      committed[i] = new AtomicLong();
      applied[i] = new AtomicLong();
    }
    redis = LocalRedis.start();
    RedisConnection deleting = open();
    cache = new RedisCache(deleting, CatalogKeys.NAMESPACE);
    copies =
        new LeasedCopies(
            new RedisNear(deleting, open(), Duration.ofMillis(500), CatalogKeys.NAMESPACE),
            System::nanoTime);
    store("run", Optional.empty());
    copies.begin("run", cache.nodes(), false);
    copies.start();
    process = new Application(redis.uri(), channel -> channel);
  }

  @AfterEach
  void stop() {
    process.near.stop();
    copies.stop();
    connections.forEach(RedisConnection::close);
    redis.close();
  }

  @Test
  void readsAreAnsweredFromMemoryUntilTheChangeIsApplied() throws Exception {
    awaitNearHit(process);
    redis.command("SET product:0 something-else");
    assertThat(process.read(0).value()).isZero();

    apply(0);

    assertThat(process.read(0).value()).isEqualTo(1);
  }

  @Test
  void aPurgeIsAppliedLikeAChange() throws Exception {
    awaitNearHit(process);
    committed[0].incrementAndGet();
    cache.delete(List.of(key(0)));
    copies.purged();
    settle();

    assertThat(process.read(0).value()).isEqualTo(1);
  }

  @Test
  void noReadIsStaleWhileManyReadAndChange() throws Exception {
    awaitNearHit(process);
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong stale = new AtomicLong();
    AtomicLong near = new AtomicLong();
    ExecutorService readers = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(
            readers.submit(
                () -> {
                  for (int read = 0; !over.get(); read++) {
                    int id = read % KEYS;
                    long before = applied[id].get();
                    Read<Long> answer = process.read(id);
                    stale.addAndGet(Objects.requireNonNull(answer.value()) < before ? 1 : 0);
                    near.addAndGet(isNear(answer) ? 1 : 0);
                  }
                }));
      }
      for (int change = 0; change < 400; change++) {
        apply(change % KEYS);
      }
      over.set(true);
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      over.set(true);
      readers.shutdownNow();
    }
    assertThat(near).hasPositiveValue();
    assertThat(stale).hasValue(0);
  }

  @Test
  void aProcessThatDoesNotFollowIsExpelledAndReadsNothingStale() throws Exception {
    Application deaf =
        new Application(
            redis.uri(),
            channel ->
                new Forwarding(channel) {
                  @Override
                  public Followed follow(String cursor) {
                    return new Followed(List.of(), cursor);
                  }
                });
    try {
      awaitNearHit(deaf);
      long start = System.nanoTime();

      apply(0);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SILENCE);
      assertThat(deaf.read(0).value()).isEqualTo(1);
      assertThat(copies.expelled()).isPositive();
    } finally {
      deaf.near.stop();
    }
  }

  @Test
  void aProcessThatIsSilentIsExpelledAndBeginsAnew() throws Exception {
    AtomicBoolean silent = new AtomicBoolean();
    Application stuck =
        new Application(
            redis.uri(),
            channel ->
                new Forwarding(channel) {
                  @Override
                  public void tell(NearMessage message) {
                    if (!silent.get()) {
                      super.tell(message);
                    }
                  }

                  @Override
                  public Answer renew(NearMessage renewal) {
                    return silent.get() ? new Answer(renewal.run(), 0) : super.renew(renewal);
                  }

                  @Override
                  public Followed follow(String cursor) {
                    return silent.get() ? new Followed(List.of(), cursor) : super.follow(cursor);
                  }
                });
    try {
      awaitNearHit(stuck);
      silent.set(true);
      apply(0);
      assertThat(stuck.read(0).value()).isEqualTo(1);
      silent.set(false);

      awaitNearHit(stuck);
      assertThat(stuck.near.begun()).isGreaterThan(1);
    } finally {
      stuck.near.stop();
    }
  }

  @Test
  void whoStopsHoldsNobodyUp() throws Exception {
    awaitNearHit(process);
    process.near.stop();
    await().atMost(LONG).until(() -> copies.sessions() == 0);

    assertThat(copies.expelled()).isZero();
    assertThat(isNear(process.read(0))).isFalse();
  }

  @Test
  void anotherRunWaitsAndTheProcessBeginsAnew() throws Exception {
    awaitNearHit(process);
    store("next run", Optional.of("run"));
    copies.begin("next run", cache.nodes(), false);
    assertThat(copies.isSettled(0)).isFalse();
    apply(0);

    assertThat(process.read(0).value()).isEqualTo(1);
    awaitNearHit(process);
    assertThat(process.near.begun()).isGreaterThan(1);
  }

  @Test
  void aLostConnectionBeginsAnew() throws Exception {
    awaitNearHit(process);
    redis.command("CLIENT KILL TYPE normal");
    await().atMost(LONG).until(() -> process.near.begun() > 1);

    awaitNearHit(process);
    await().atMost(LONG).ignoreExceptions().untilAsserted(() -> apply(1));
    assertThat(process.read(1).value()).isEqualTo(committed[1].get());
  }

  @Test
  void theRightsOfTheDocumentSuffice() throws Exception {
    redis.expectOk("ACL SETUSER api on >reads " + RIGHTS + " +hget +xread +xrevrange");
    Application limited =
        new Application(redis.uri().replace("redis://", "redis://api:reads@"), channel -> channel);
    try {
      awaitNearHit(limited);
      apply(0);
      assertThat(limited.read(0).value()).isEqualTo(1);
      assertThat(copies.expelled()).isZero();
    } finally {
      limited.near.stop();
    }
  }

  @Test
  void withoutTheRightsReadsGoToRedisAndTheLogSaysItOnce() throws Exception {
    awaitNearHit(process);
    redis.expectOk("ACL SETUSER api on >reads " + RIGHTS);
    ListAppender<ILoggingEvent> log = listen();
    Application limited =
        new Application(redis.uri().replace("redis://", "redis://api:reads@"), channel -> channel);
    try {
      await().atMost(LONG).until(() -> !log.list.isEmpty());
      limited.near.renew();

      assertThat(header(limited.read(0))).isEqualTo("freshet; hit");
      assertThat(limited.near.isGranted()).isFalse();
      assertThat(log.list)
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARN);
                assertThat(line.getFormattedMessage())
                    .startsWith("Nothing is answered from memory, as Redis does not do its part");
              });
    } finally {
      limited.near.stop();
    }
  }

  @Test
  void whoMayNotFollowGivesItsLeaseBackAndHoldsNobodyUp() throws Exception {
    awaitNearHit(process);
    redis.expectOk("ACL SETUSER api on >reads " + RIGHTS + " +hget +xrevrange");
    ListAppender<ILoggingEvent> log = listen();
    Application limited =
        new Application(redis.uri().replace("redis://", "redis://api:reads@"), channel -> channel);
    try {
      await().atMost(LONG).until(() -> !log.list.isEmpty());
      await().atMost(LONG).until(() -> copies.sessions() == 1);
      apply(0);

      assertThat(header(limited.read(0))).isEqualTo("freshet; fwd=uri-miss; stored");
      assertThat(header(limited.read(0))).isEqualTo("freshet; hit");
      assertThat(log.list).hasSize(1);
    } finally {
      limited.near.stop();
    }
  }

  private static ListAppender<ILoggingEvent> listen() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ((Logger) LoggerFactory.getLogger(NearCache.class)).addAppender(log);
    return log;
  }

  private static void awaitNearHit(Application of) {
    await().atMost(LONG).until(() -> isNear(of.read(0)));
  }

  private static boolean isNear(Read<Long> read) {
    return header(read).endsWith("detail=memory");
  }

  private static String header(Read<Long> read) {
    return Objects.requireNonNull(read.cacheStatus()).header();
  }

  /** A commit, and what the invalidator does with it. */
  private void apply(int id) throws InterruptedException {
    long version = committed[id].incrementAndGet();
    Object unused = cache.delete(List.of(key(id)));
    copies.deleted(List.of(key(id)));
    settle();
    applied[id].set(version);
  }

  private void settle() throws InterruptedException {
    assertThat(copies.awaitSettled(copies.publish().orElseThrow(), LONG)).isTrue();
  }

  private void store(String run, Optional<String> before) throws InterruptedException {
    Watermark watermark =
        new Watermark(
            "0/1", Optional.empty(), "slot", "7", "1", "host", Optional.empty(), Optional.empty());
    Checkpoint checkpoint =
        new Checkpoint(watermark, "tables", cache.nodes(), new MaintainedKinds(Map.of()), run);
    assertThat(cache.store(checkpoint, before)).isPresent();
  }

  private RedisConnection open() {
    return open(redis.uri());
  }

  private RedisConnection open(String uri) {
    RedisConnection opened =
        RedisConnection.open(new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(5)));
    connections.add(opened);
    await().until(opened::isConnected);
    return opened;
  }

  private static CacheKey key(int id) {
    return CatalogKeys.product(id);
  }

  /** An application. */
  private final class Application {

    final NearCache near;
    private final ReadThroughCache reads;

    Application(String uri, UnaryOperator<NearChannel> change) {
      LettuceCommands values = new LettuceCommands(open(uri));
      CachedKinds kinds = new CachedKinds(CatalogKeys.SPACE, Set.of());
      NearChannel channel =
          new LettuceNearChannel(
              values,
              new LettuceCommands(open(uri)),
              Duration.ofMillis(250),
              CatalogKeys.NAMESPACE);
      CacheStore store =
          new LettuceCacheStore(values, CatalogKeys.SPACE, Lifetimes.LEASE, 1_000, 1_000_000);
      this.near =
          new NearCache(
              change.apply(channel), Set.of(CatalogKeys.PRODUCT), 1_000_000, System::nanoTime);
      this.reads =
          new ReadThroughCache(
              store,
              () -> true,
              new CacheMetrics(new SimpleMeterRegistry(), kinds),
              new CacheSettings(
                  Duration.ofSeconds(5),
                  new CacheSettings.Life(Lifetimes.TTL, Lifetimes.TTL),
                  Map.of()),
              near);
      near.start();
    }

    Read<Long> read(int id) {
      return reads.read(key(id), Freshness.AS_CACHED, new Numbers(), () -> committed[id].get());
    }
  }

  private static class Forwarding implements NearChannel {

    private final NearChannel channel;

    Forwarding(NearChannel channel) {
      this.channel = channel;
    }

    @Override
    public Optional<Start> start() {
      return channel.start();
    }

    @Override
    public Answer renew(NearMessage renewal) {
      return channel.renew(renewal);
    }

    @Override
    public void tell(NearMessage message) {
      channel.tell(message);
    }

    @Override
    public Followed follow(String cursor) {
      return channel.follow(cursor);
    }

    @Override
    public long losses() {
      return channel.losses();
    }
  }

  private static final class Numbers implements ValueCodec<Long> {

    @Override
    public byte[] encode(Long value) {
      return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Override
    public Decoded<Long> decode(byte[] bytes) {
      return bytes.length == Long.BYTES
          ? new Decoded.Value<>(ByteBuffer.wrap(bytes).getLong())
          : new Decoded.Malformed<>("no number");
    }
  }
}
