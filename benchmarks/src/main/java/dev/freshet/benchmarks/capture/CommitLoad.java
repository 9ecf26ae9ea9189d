package dev.freshet.benchmarks.capture;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Transactions of one changed row at a fixed rate, each after its product was cached. */
final class CommitLoad {

  static final String STOCK = "update products set stock = (stock + 1) % 1000 where id = ?";

  private static final int MOST_WRITERS = 4;

  private final CapturedServers servers;
  private final Deletions deletions;
  private final String update;

  /** Changes the stock of products. */
  CommitLoad(CapturedServers servers, Deletions deletions) {
    this(servers, deletions, STOCK);
  }

  /**
   * @param update a statement that changes one row of a product, whose id is its only parameter
   */
  CommitLoad(CapturedServers servers, Deletions deletions, String update) {
    this.servers = servers;
    this.deletions = deletions;
    this.update = update;
  }

  /**
   * Runs until the last change is committed.
   *
   * @return the rate that this machine has kept up, in changes per second
   */
  double run(int perSecond, Duration time) throws Exception {
    int writers = Math.min(perSecond, MOST_WRITERS);
    long count = time.toMillis() * perSecond / 1_000 / writers;
    long interval = Duration.ofSeconds(1).toNanos() * writers / perSecond;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    RedisClient client = RedisClient.create(servers.redis().uri());
    long start = System.nanoTime();
    try {
      RedisCommands<String, String> redis = client.connect().sync();
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int own = writer;
        tasks.add(
            () -> {
              write(redis, own, writers, start + own * interval / writers, interval, count);
              return null;
            });
      }
      for (Future<Void> task : threads.invokeAll(tasks)) {
        task.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
      client.shutdown();
    }
    return count * writers * 1e9 / (System.nanoTime() - start);
  }

  private void write(
      RedisCommands<String, String> redis,
      int writer,
      int writers,
      long start,
      long interval,
      long count)
      throws Exception {
    int products = servers.products() / writers;
    try (Connection connection = servers.connect();
        PreparedStatement statement = connection.prepareStatement(update)) {
      for (long i = 0; i < count; i++) {
        pauseUntil(start + i * interval);
        int product = (int) (i % products) * writers + writer + 1;
        redis.set(Keys.ofProduct(product), "cached");
        statement.setLong(1, product);
        deletions.expect();
        statement.executeUpdate();
        deletions.committed(product);
      }
    }
  }

  private static void pauseUntil(long time) throws InterruptedException {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
