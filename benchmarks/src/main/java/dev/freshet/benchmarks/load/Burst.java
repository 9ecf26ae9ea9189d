package dev.freshet.benchmarks.load;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * The same request over all connections at once, several times.
 *
 * @param ports of the servers, among which the connections are divided
 */
public record Burst(List<Integer> ports, String path, int connections) {

  /** How long the slowest may take. */
  private static final long LIMIT_SECONDS = 60;

  public Burst {
    ports = List.copyOf(ports);
  }

  /**
   * @param before what happens before each time, when nothing is asked
   * @return in nanoseconds, from when a connection could send
   */
  public Histogram run(int times, Runnable before) throws IOException, InterruptedException {
    CyclicBarrier barrier = new CyclicBarrier(connections, before);
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<Histogram>> each = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int port = ports.get(i % ports.size());
        each.add(threads.submit(() -> readAll(port, times, barrier)));
      }
      Histogram all = Load.histogram();
      for (Future<Histogram> one : each) {
        all.add(one.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e : e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Histogram readAll(int port, int times, CyclicBarrier barrier)
      throws IOException, InterruptedException {
    byte[] request = Connection.request(path);
    Histogram latencies = Load.histogram();
    try (Connection connection = new Connection(port)) {
      for (int i = 0; i < times; i++) {
        int unused = barrier.await(LIMIT_SECONDS, SECONDS);
        long start = System.nanoTime();
        Connection.Answer ignored = connection.ask(request);
        latencies.recordValue(Math.min(Load.LONGEST_NANOS, System.nanoTime() - start));
      }
      return latencies;
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IOException("another connection failed", e);
    }
  }
}
