package dev.freshet.benchmarks.stampede;

import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.harness.Metrics;
import dev.freshet.benchmarks.load.Load;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.local.stack.Servers;
import dev.freshet.local.stack.ServiceProcess;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * The hot product is written at a rate while all read it; each write makes the cached one wrong.
 */
final class Invalidations implements Contestant {

  static final Measure LOADS = new Measure("loads per invalidation", "");
  static final Measure P50 = new Measure("p50", "ms");
  static final Measure P99 = new Measure("p99", "ms");
  static final Measure STALE = new Measure("stale at the end", "of 2 processes");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long APPLIED_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PAUSE_MILLIS = 20;

  private final Cluster cluster;
  private final Servers servers;
  private final RedisCommands<String, String> redis;
  private final Pace pace;

  /**
   * How much happens.
   *
   * @param reads per second, by all readers together
   * @param writes per second
   */
  record Pace(int readers, double reads, double writes, Duration time) {}

  Invalidations(Cluster cluster, Servers servers, RedisCommands<String, String> redis, Pace pace) {
    this.cluster = cluster;
    this.servers = servers;
    this.redis = redis;
    this.pace = pace;
  }

  @Override
  public String name() {
    return cluster.name();
  }

  @Override
  public Map<Measure, Double> measure()
      throws IOException, InterruptedException, ExecutionException {
    Load load = new Load(cluster.ports(), List.of(StampedeExperiment.HOT_PATH), pace.readers());
    Load.Result connected = load.once();
    double before = cluster.loadsSoFar();
    Writer writer =
        new Writer(servers, pace.writes(), () -> cluster.evicts() ? redis.del(cluster.key()) : 0);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Writer.Written> writing = thread.submit(writer);
      Load.Result result = load.atRate(pace.reads(), pace.time());
      writer.stop();
      Writer.Written written = writing.get();
      int stale = stale(written.stock());
      // Now that each write is applied, none of its loads is still to come.
      double loads = cluster.loadsSoFar() - before;
      return Map.of(
          LOADS,
          loads / written.writes(),
          P50,
          result.millis(50),
          P99,
          result.millis(99),
          STALE,
          (double) stale);
    } finally {
      writer.stop();
      thread.shutdownNow();
    }
  }

  /** How many processes still answer with an older stock when the last write is long applied. */
  private int stale(int stock) throws IOException, InterruptedException {
    int stale = 0;
    long deadline = System.nanoTime() + APPLIED_NANOS;
    for (ServiceProcess process : cluster.processes()) {
      while (!shows(process, stock)) {
        if (System.nanoTime() > deadline) {
          stale++;
          break;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    if (stale > 0 && !cluster.evicts()) {
      throw new IllegalStateException(stale + " processes serve what was replaced 5 s before");
    }
    return stale;
  }

  private static boolean shows(ServiceProcess process, int stock)
      throws IOException, InterruptedException {
    String body = Metrics.get(process, StampedeExperiment.HOT_PATH).body();
    return JSON.readTree(body).get("stock").asInt() == stock;
  }
}
