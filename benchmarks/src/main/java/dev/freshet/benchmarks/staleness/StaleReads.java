package dev.freshet.benchmarks.staleness;

import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.harness.Metrics;
import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.benchmarks.report.Measure;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** One process writes at a rate, another one is read from. */
final class StaleReads implements Contestant {

  static final Measure READS = new Measure("reads", "");
  static final Measure STALE = new Measure("stale", "% of them");
  static final Measure LONGEST = new Measure("longest", "ms");

  static final int PRODUCTS = 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int READERS = 4;
  private static final long READ_INTERVAL = Duration.ofMillis(4).toNanos();
  private static final int OK = 200;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Pair pair;
  private final long interval;
  private final Duration time;

  /** All rounds write higher values than the ones before. */
  private int value = 1_000;

  private List<Written> written = List.of();
  private final AtomicLong stale = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();

  StaleReads(Pair pair, int writesPerSecond, Duration time) {
    this.pair = pair;
    this.interval = Duration.ofSeconds(1).toNanos() / writesPerSecond;
    this.time = time;
  }

  @Override
  public String name() {
    return pair.name();
  }

  @Override
  public Map<Measure, Double> measure()
      throws IOException, InterruptedException, ExecutionException {
    // JetCache knows a cache once it was read from.
    HttpResponse<String> unused = Metrics.get(pair.writing(), path(0));
    written = IntStream.range(0, PRODUCTS).mapToObj(product -> new Written()).toList();
    stale.set(0);
    longest.set(0);
    long end = System.nanoTime() + time.toNanos();
    List<Callable<Long>> tasks = new ArrayList<>();
    tasks.add(() -> write(end));
    for (int reader = 0; reader < READERS; reader++) {
      tasks.add(() -> read(end));
    }
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      long reads = 0;
      for (Future<Long> task : threads.invokeAll(tasks)) {
        reads += task.get();
      }
      return Map.of(
          READS, (double) reads, STALE, 100.0 * stale.get() / reads, LONGEST, longest.get() / 1e6);
    } finally {
      threads.shutdownNow();
    }
  }

  /** No read. */
  private long write(long end) throws IOException, InterruptedException {
    long due = System.nanoTime();
    while (due < end) {
      int product = value % PRODUCTS;
      value++;
      set(product, value);
      written.get(product).answered(value, System.nanoTime());
      due += interval;
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return 0;
  }

  private void set(int product, int stock) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(pair.writing().uri(path(product)))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + Stack.WRITE_TOKEN)
            .method("PATCH", BodyPublishers.ofString("{\"stock\": %d}".formatted(stock)))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    boolean isApplied =
        pair.applied().isEmpty()
            || answer.headers().firstValue(pair.applied()).orElse("").equals("applied");
    if (answer.statusCode() != OK || !isApplied) {
      throw new IllegalStateException(
          "a write was answered with %d %s"
              .formatted(answer.statusCode(), answer.headers().firstValue(pair.applied())));
    }
  }

  /** How many reads there were. */
  private long read(long end) throws IOException, InterruptedException {
    long reads = 0;
    long due = System.nanoTime();
    while (due < end) {
      int product = ThreadLocalRandom.current().nextInt(PRODUCTS);
      Written values = written.get(product);
      long begin = System.nanoTime();
      HttpResponse<String> answer = Metrics.get(pair.reading(), path(product));
      long nanos = values.nanosStale(JSON.readTree(answer.body()).get("stock").asInt(), begin);
      if (nanos > 0) {
        stale.incrementAndGet();
        longest.accumulateAndGet(nanos, Math::max);
      }
      reads++;
      due += READ_INTERVAL;
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return reads;
  }

  private static String path(int product) {
    return "/products/" + (1 + product);
  }
}
