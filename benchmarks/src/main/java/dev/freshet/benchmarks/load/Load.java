package dev.freshet.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * GET requests over a number of connections, each by a thread of its own. At a rate, every request
 * has a time at which it is to begin, and its latency counts from then, also when the one before it
 * is late: what a stalled server keeps waiting is not omitted.
 *
 * @param ports of the servers, among which the connections are divided
 * @param paths asked for one after the other; each connection begins elsewhere
 */
public record Load(List<Integer> ports, List<String> paths, int connections) {

  static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  static final int DIGITS = 3;

  private static final Duration HEAD_START = Duration.ofMillis(20);

  public Load {
    ports = List.copyOf(ports);
    paths = List.copyOf(paths);
  }

  /**
   * What came of it.
   *
   * @param latencies in nanoseconds
   */
  public record Result(Histogram latencies, Duration took) {

    public double millis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /** What one connection does. */
  private interface Work {
    Histogram run(int number, Connection connection) throws IOException;
  }

  /** Each path once, the connections sharing them. */
  public Result once() throws IOException, InterruptedException {
    return run(
        (number, connection) -> {
          Histogram latencies = histogram();
          for (int i = number; i < paths.size(); i += connections) {
            long sent = System.nanoTime();
            Connection.Answer unused = connection.ask(Connection.request(paths.get(i)));
            latencies.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - sent));
          }
          return latencies;
        });
  }

  /** As fast as the answers come, from the first of the servers; by wrk, where it is installed. */
  public Throughput throughput(Duration time) throws IOException, InterruptedException {
    Optional<Wrk> wrk = Wrk.installed();
    if (wrk.isPresent()) {
      return wrk.get().run(ports.get(0), paths, connections, time);
    }
    Result result = timed(time, 0);
    long requests = result.latencies().getTotalCount();
    return new Throughput(requests / (result.took().toNanos() / 1e9), requests);
  }

  /** Says what makes the load that throughput is measured with. */
  public static String generator() {
    return Wrk.installed().map(wrk -> "wrk").orElse("a thread for each connection (Java)");
  }

  /** At a rate of requests per second in all, for this time and until all are answered. */
  public Result atRate(double rate, Duration time) throws IOException, InterruptedException {
    return timed(time, (long) (1e9 * connections / rate));
  }

  private Result timed(Duration time, long interval) throws IOException, InterruptedException {
    List<byte[]> requests = paths.stream().map(Connection::request).toList();
    long start = System.nanoTime() + HEAD_START.toNanos();
    return run(
        (number, connection) -> {
          Histogram latencies = histogram();
          long due = start + interval * number / connections;
          int next = number * requests.size() / connections;
          while (due - start < time.toNanos() && !Thread.currentThread().isInterrupted()) {
            awaitTime(due);
            Connection.Answer unused = connection.ask(requests.get(next++ % requests.size()));
            long now = System.nanoTime();
            latencies.recordValue(Math.min(LONGEST_NANOS, now - due));
            due = interval == 0 ? now : due + interval;
          }
          return latencies;
        });
  }

  private Result run(Work work) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      long start = System.nanoTime();
      List<Future<Histogram>> each = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int number = i;
        each.add(threads.submit(() -> connected(number, work)));
      }
      Histogram all = histogram();
      for (Future<Histogram> one : each) {
        all.add(one.get());
      }
      return new Result(all, Duration.ofNanos(System.nanoTime() - start));
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e : e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Histogram connected(int number, Work work) throws IOException {
    try (Connection connection = new Connection(ports.get(number % ports.size()))) {
      return work.run(number, connection);
    }
  }

  static Histogram histogram() {
    return new Histogram(LONGEST_NANOS, DIGITS);
  }

  private static void awaitTime(long due) {
    long left;
    while ((left = due - System.nanoTime()) > 0) {
      LockSupport.parkNanos(left);
    }
  }
}
