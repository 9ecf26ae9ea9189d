package dev.freshet.benchmarks.reading;

import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.harness.Metrics;
import dev.freshet.benchmarks.load.Load;
import dev.freshet.benchmarks.load.Throughput;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.local.stack.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One server that is read from, and by what its loads from the database are counted. */
final class Reader implements Contestant {

  static final Measure RATE = new Measure("throughput", "req/s");
  static final Measure P50 = new Measure("p50", "ms");
  static final Measure P99 = new Measure("p99", "ms");

  /** Hits that are misses, as entries expire meanwhile. */
  private static final double EXPIRED = 0.01;

  private static final double LEAST_FROM_MEMORY = 0.5;

  private static final int CONNECTIONS = 32;

  private final Server server;
  private final Load load;
  private final Duration time;
  private final double rate;

  /**
   * @param rate of the requests whose latency is measured
   */
  Reader(Server server, Kind kind, Duration time, double rate) {
    this.server = server;
    this.load = new Load(List.of(server.process().port()), kind.paths(), CONNECTIONS);
    this.time = time;
    this.rate = rate;
  }

  /**
   * A contestant.
   *
   * @param loads its counter of loads; empty if all its reads are
   * @param nearHits its counter of answers from its memory, which must be most of them; empty if
   *     that is not known
   */
  record Server(String name, ServiceProcess process, String loads, String nearHits) {}

  @Override
  public String name() {
    return server.name();
  }

  /** Requests per second, as fast as the answers come. */
  double throughput() throws IOException, InterruptedException {
    return load.throughput(time).perSecond();
  }

  @Override
  public Map<Measure, Double> measure() throws IOException, InterruptedException {
    // What has expired since the round before.
    Load.Result unused = load.once();
    double loadsBefore = count(server.loads());
    double hitsBefore = count(server.nearHits());
    Throughput fast = load.throughput(time);
    Load.Result even = load.atRate(rate, time);
    double asked = fast.requests() + even.latencies().getTotalCount();
    double loaded = count(server.loads()) - loadsBefore;
    if (loaded > EXPIRED * asked) {
      throw new IllegalStateException(
          "%.0f of %.0f reads came from the database".formatted(loaded, asked));
    }
    double remembered = count(server.nearHits()) - hitsBefore;
    if (!server.nearHits().isEmpty() && remembered < LEAST_FROM_MEMORY * asked) {
      throw new IllegalStateException(
          "only %.0f of %.0f reads were answered from memory".formatted(remembered, asked));
    }
    return Map.of(RATE, fast.perSecond(), P50, even.millis(50), P99, even.millis(99));
  }

  private double count(String counter) throws IOException, InterruptedException {
    return counter.isEmpty() ? 0 : Metrics.sum(server.process(), counter);
  }
}
