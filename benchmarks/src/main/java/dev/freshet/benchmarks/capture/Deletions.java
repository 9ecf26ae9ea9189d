package dev.freshet.benchmarks.capture;

import static org.awaitility.Awaitility.await;

import dev.freshet.local.Closer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToIntFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long after its commit each changed product's key is deleted, or its fence passed, as Redis
 * tells it by keyspace events. A product may change again once that has happened. Thread-safe.
 */
final class Deletions implements AutoCloseable {

  private static final long HIGHEST_MICROS = Duration.ofMinutes(5).toNanos() / 1_000;
  private static final int DIGITS = 3;

  private final Closer closer;

  /**
   * By product: 0 if nothing has happened, when its change was committed, or, negative, when its
   * key was deleted; in ns since the start.
   */
  private final AtomicLongArray first;

  private final AtomicInteger open = new AtomicInteger();
  private final Recorder micros = new Recorder(HIGHEST_MICROS, DIGITS);
  private final long start = System.nanoTime();

  private Deletions(int products, Closer closer) {
    this.first = new AtomicLongArray(products + 1);
    this.closer = closer;
  }

  /** Subscribes to the events. */
  static Deletions of(CapturedServers servers) {
    return of(servers, "del", Keys::product);
  }

  /** The same for fences whose tokens are the products' ids. */
  static Deletions ofFences(CapturedServers servers) {
    return of(servers, "set", Keys::fencedProduct);
  }

  private static Deletions of(
      CapturedServers servers, String event, ToIntFunction<String> products) {
    return Closer.opening(
        closer -> {
          RedisClient client = RedisClient.create(servers.redis().uri());
          closer.add(client);
          Deletions deletions = new Deletions(servers.products(), closer);
          StatefulRedisPubSubConnection<String, String> events = client.connectPubSub();
          events.addListener(
              new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String key) {
                  deletions.happened(products.applyAsInt(key));
                }
              });
          events.sync().subscribe("__keyevent@0__:" + event);
          return deletions;
        });
  }

  /** To be called before the change. */
  void expect() {
    open.incrementAndGet();
  }

  /** To be called when the change's commit has returned. */
  void committed(int product) {
    long now = System.nanoTime() - start;
    if (!first.compareAndSet(product, 0, now)) {
      record(product, now, -first.get(product));
    }
  }

  private void happened(int product) {
    long now = System.nanoTime() - start;
    if (product > 0 && !first.compareAndSet(product, 0, -now)) {
      record(product, first.get(product), now);
    }
  }

  /** A key that is gone before its commit has returned counts as gone at once. */
  private void record(int product, long committed, long deleted) {
    micros.recordValue(Math.max(0, deleted - committed) / 1_000);
    first.set(product, 0);
    open.decrementAndGet();
  }

  /**
   * Waits for the keys of all changes, and forgets their times.
   *
   * @return in microseconds
   * @throws org.awaitility.core.ConditionTimeoutException if one stays
   */
  Histogram take(Duration limit) {
    await("the keys of all changes are gone").atMost(limit).until(open::get, left -> left == 0);
    return micros.getIntervalHistogram();
  }

  @Override
  public void close() {
    closer.close();
  }
}
