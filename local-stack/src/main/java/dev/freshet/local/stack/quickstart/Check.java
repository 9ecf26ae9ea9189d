package dev.freshet.local.stack.quickstart;

import dev.freshet.local.stack.ApiReader;
import dev.freshet.local.stack.ApiReader.Answer;
import dev.freshet.local.stack.LocalStack;
import dev.freshet.local.stack.StackException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The main job, once end to end: what another program changes by plain SQL is what the next reads
 * return, without the API having been told.
 */
final class Check {

  private static final int CHANGES = 20;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Connection otherProgram;
  private final ApiReader api;
  private final Consumer<String> out;

  /** Above any demo product's price, and changed every time, so that a page shows it only once. */
  private int price = 1_000_000;

  private Check(Connection otherProgram, ApiReader api, Consumer<String> out) {
    this.otherProgram = otherProgram;
    this.api = api;
    this.out = out;
  }

  /**
   * @param out takes the report, line by line
   * @throws StackException with the reason when the cache does not do its job
   */
  static void run(LocalStack stack, Consumer<String> out) throws InterruptedException {
    try (Connection connection = stack.servers().connect()) {
      new Check(connection, stack.reader(), out).run();
    } catch (SQLException | IOException e) {
      throw new StackException("the check cannot go on: " + e);
    }
  }

  private void run() throws SQLException, IOException, InterruptedException {
    Target target = chooseTarget();
    String product = "/products/" + target.productId();
    read(product, "cold", false);
    read(product, "warm", true);
    out.accept("commit by plain SQL -> fresh read, of " + CHANGES + " changes each:");
    measureChanges(target, product);
    measureChanges(target, "/products?category_id=" + target.categoryId());
    measureChanges(target, "/categories/" + target.categoryId() + "/products");
  }

  /** A product that is on the first page of its category. */
  private Target chooseTarget() throws SQLException {
    try (Statement statement = otherProgram.createStatement();
        ResultSet row =
            statement.executeQuery("select id, category_id from products order by name, id")) {
      if (!row.next()) {
        throw new StackException("the catalog has no products");
      }
      return new Target(row.getLong("id"), row.getLong("category_id"));
    }
  }

  private void read(String path, String how, boolean expectHit)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Answer answer = api.get(path);
    long nanos = System.nanoTime() - start;
    out.accept("GET %s, %s: %s ms, %s".formatted(path, how, millis(nanos), answer.cacheStatus()));
    if (answer.status() != 200 || answer.isHit() != expectHit) {
      throw new StackException(
          "GET " + path + " answered " + answer + "; expected a " + (expectHit ? "hit" : "miss"));
    }
  }

  private void measureChanges(Target target, String path)
      throws SQLException, IOException, InterruptedException {
    long[] nanos = new long[CHANGES];
    for (int i = 0; i < CHANGES; i++) {
      nanos[i] = measureChange(target, path);
    }
    long first = nanos[0];
    Arrays.sort(nanos);
    out.accept(
        "  GET %s: median %s ms, max %s ms (the first took %s ms)"
            .formatted(
                path, millis(nanos[CHANGES / 2]), millis(nanos[CHANGES - 1]), millis(first)));
  }

  private long measureChange(Target target, String path)
      throws SQLException, IOException, InterruptedException {
    readUntil(path, Answer::isHit, "not cached");
    String fresh = "\"price\":\"" + changePrice(target) + "\"";
    long committed = System.nanoTime();
    readUntil(path, answer -> answer.body().contains(fresh), "stale");
    return System.nanoTime() - committed;
  }

  private String changePrice(Target target) throws SQLException {
    price++;
    try (PreparedStatement update =
        otherProgram.prepareStatement("update products set price = ? where id = ?")) {
      update.setInt(1, price);
      update.setLong(2, target.productId());
      update.executeUpdate();
    }
    return price + ".00";
  }

  private void readUntil(String path, Predicate<Answer> wanted, String otherwise)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!wanted.test(api.get(path))) {
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "GET %s is still %s after %d s".formatted(path, otherwise, LIMIT.toSeconds()));
      }
    }
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
  }

  private record Target(long productId, long categoryId) {}
}
