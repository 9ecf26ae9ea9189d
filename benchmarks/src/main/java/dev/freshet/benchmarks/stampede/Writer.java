package dev.freshet.benchmarks.stampede;

import dev.freshet.local.stack.Servers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Writes the hot product at a rate, each write a commit of its own, until it is stopped. */
final class Writer implements Callable<Writer.Written> {

  private static final int FIRST_STOCK = 1_000;

  private final Servers servers;
  private final long interval;
  private final Callable<?> afterCommit;
  private volatile boolean stopped;
  private int stock = FIRST_STOCK;

  /**
   * @param rate writes per second
   * @param afterCommit what the writer does about the cache
   */
  Writer(Servers servers, double rate, Callable<?> afterCommit) {
    this.servers = servers;
    this.interval = (long) (1e9 / rate);
    this.afterCommit = afterCommit;
  }

  void stop() {
    stopped = true;
  }

  /**
   * What it has done.
   *
   * @param stock that was written last
   */
  record Written(int writes, int stock) {}

  @Override
  public Written call() throws Exception {
    int writes = 0;
    try (Connection connection = servers.connect();
        PreparedStatement update =
            connection.prepareStatement("update products set stock = ? where id = ?")) {
      update.setLong(2, StampedeExperiment.HOT_PRODUCT);
      long due = System.nanoTime();
      while (!stopped) {
        write(update);
        writes++;
        due += interval;
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
    return new Written(writes, stock);
  }

  private void write(PreparedStatement update) throws Exception {
    int next = stock + 1;
    update.setInt(1, next);
    if (update.executeUpdate() != 1) {
      throw new SQLException("there is no hot product");
    }
    stock = next;
    Object unused = afterCommit.call();
  }
}
