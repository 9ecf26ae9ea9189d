package dev.freshet.benchmarks.stampede;

import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.load.Burst;
import dev.freshet.benchmarks.report.Measure;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** The hot key expires while nobody reads; then all readers ask at once. */
final class Expiry implements Contestant {

  static final Measure LOADS = new Measure("loads per expiry", "");
  static final Measure P99 = new Measure("p99", "ms");

  private static final long EXPIRED_NANOS = 20_000_000;

  private final Cluster cluster;
  private final RedisCommands<String, String> redis;
  private final int readers;
  private final int times;

  Expiry(Cluster cluster, RedisCommands<String, String> redis, int readers, int times) {
    this.cluster = cluster;
    this.redis = redis;
    this.readers = readers;
    this.times = times;
  }

  @Override
  public String name() {
    return cluster.name();
  }

  @Override
  public Map<Measure, Double> measure() throws IOException, InterruptedException {
    Burst burst = new Burst(cluster.ports(), StampedeExperiment.HOT_PATH, readers);
    // The connections' first requests, and the key.
    Histogram unused = burst.run(1, () -> {});
    double before = cluster.loadsSoFar();
    Histogram latencies = burst.run(times, this::expire);
    double loads = cluster.loadsSoFar() - before;
    if (loads < times) {
      throw new IllegalStateException(
          "%.0f loads after %d expiries: not what was to be measured".formatted(loads, times));
    }
    return Map.of(LOADS, loads / times, P99, latencies.getValueAtPercentile(99) / 1e6);
  }

  private void expire() {
    if (!redis.pexpire(cluster.key(), 1)) {
      throw new IllegalStateException(cluster.key() + " is not in Redis");
    }
    while (redis.exists(cluster.key()) > 0) {
      LockSupport.parkNanos(EXPIRED_NANOS);
    }
  }
}
