package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.stack.ApiReader.Answer;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A bound on staleness with the real invalidator, which is killed and comes back. */
@ExtendWith(TwoApis.Parameter.class)
class MaxStalenessIT {

  private static final Duration BOUND = Duration.ofSeconds(4);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Than the stock of a new product. */
  private static final int MORE_THAN_ANY = 100;

  private static final Pattern STOCK = Pattern.compile("\"stock\":(\\d+)");

  private final TwoApis apis;
  private final AtomicBoolean go = new AtomicBoolean(true);
  private final ConcurrentLinkedQueue<ReadOfStock> reads = new ConcurrentLinkedQueue<>();

  /** What was committed, by the time at which the commit had returned. */
  private final NavigableMap<Long, Integer> commits = new ConcurrentSkipListMap<>();

  private volatile String status = "";

  MaxStalenessIT(TwoApis apis) {
    this.apis = apis;
  }

  /**
   * @param began by {@link System#nanoTime()}, as the time of commits
   */
  private record ReadOfStock(long began, int stock) {}

  @Test
  void noReadIsStalerThanTheBoundWhileTheInvalidatorIsGone() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (ServiceProcess api =
            apis.startApi(Map.of("FRESHET_MAXSTALENESS", BOUND.toSeconds() + "s"));
        Connection connection = apis.connect()) {
      CatalogWriter writer = new CatalogWriter(connection);
      long product = writer.newShelf(1).products().get(0);
      List<Future<?>> running =
          List.of(
              threads.submit(() -> keepChanging(writer, product)),
              threads.submit(() -> keepReading(new ApiReader(api.port()), product)));
      awaitStatus("freshet; hit", running);
      apis.killInvalidator();
      awaitStatus("freshet; fwd=bypass; detail=max-staleness", running);
      apis.startInvalidatorAgain();
      awaitStatus("freshet; hit", running);
      go.set(false);
      for (Future<?> client : running) {
        client.get();
      }
    } finally {
      go.set(false);
      threads.shutdown();
    }
    Duration worst = reads.stream().map(this::staleness).reduce(Duration.ZERO, MaxStalenessIT::max);
    System.out.printf("%d reads, the stalest by %d ms%n", reads.size(), worst.toMillis());
    assertThat(worst).isBetween(BOUND.dividedBy(4), BOUND);
  }

  private Duration staleness(ReadOfStock read) {
    return commits.entrySet().stream()
        .filter(commit -> commit.getValue() > read.stock && commit.getKey() < read.began)
        .findFirst()
        .map(commit -> Duration.ofNanos(read.began - commit.getKey()))
        .orElse(Duration.ZERO);
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void awaitStatus(String awaited, List<Future<?>> running) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              assertThat(running).noneMatch(Future::isDone);
              return status.equals(awaited);
            });
  }

  private Void keepChanging(CatalogWriter writer, long product) throws Exception {
    for (int stock = MORE_THAN_ANY; go.get(); stock++) {
      writer.run("update products set stock = %d where id = %d", stock, product);
      commits.put(System.nanoTime(), stock);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return null;
  }

  private Void keepReading(ApiReader api, long product) throws Exception {
    while (go.get()) {
      long began = System.nanoTime();
      Answer answer = api.get("/products/" + product);
      Matcher stock = STOCK.matcher(answer.body());
      assertThat(stock.find()).as(answer.toString()).isTrue();
      reads.add(new ReadOfStock(began, Integer.parseInt(stock.group(1))));
      status = answer.cacheStatus();
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    return null;
  }
}
