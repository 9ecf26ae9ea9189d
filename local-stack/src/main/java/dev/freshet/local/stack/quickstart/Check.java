package dev.freshet.local.stack.quickstart;

import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.stack.ApiReader;
import dev.freshet.local.stack.ApiReader.Answer;
import dev.freshet.local.stack.LocalStack;
import dev.freshet.local.stack.StackException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
  private final LocalRedis redis;
  private final Demo demo;
  private final Consumer<String> out;

  /** Above any demo product's price, and changed every time, so that a page shows it only once. */
  private int price = 1_000_000;

  private Check(
      Connection otherProgram, ApiReader api, LocalRedis redis, Demo demo, Consumer<String> out) {
    this.otherProgram = otherProgram;
    this.api = api;
    this.redis = redis;
    this.demo = demo;
    this.out = out;
  }

  /**
   * @param out takes the report, line by line
   * @throws StackException with the reason when the cache does not do its job
   */
  static void run(LocalStack stack, Consumer<String> out) throws InterruptedException {
    try (Connection connection = stack.servers().connect()) {
      Demo demo = Demo.of(stack.options().application(), stack.servers());
      new Check(connection, stack.reader(), stack.servers().redis(), demo, out).run();
    } catch (SQLException | IOException e) {
      throw new StackException("the check cannot go on: " + e);
    }
  }

  private void run() throws SQLException, IOException, InterruptedException {
    Demo.Page first = demo.pages().get(0);
    read(first, "cold", false);
    read(first, "warm", true);
    out.accept("commit by plain SQL -> fresh read, of " + CHANGES + " changes each:");
    for (Demo.Page page : demo.pages()) {
      measureChanges(page);
    }
  }

  private void read(Demo.Page page, String how, boolean expectCached)
      throws IOException, InterruptedException {
    boolean cached = isCached(page);
    long start = System.nanoTime();
    Answer answer = api.get(page.path());
    long nanos = System.nanoTime() - start;
    out.accept(
        "GET %s, %s: %s ms%s"
            .formatted(
                page.path(),
                how,
                millis(nanos),
                answer.cacheStatus().isEmpty() ? "" : ", " + answer.cacheStatus()));
    if (answer.status() != 200 || cached != expectCached) {
      throw new StackException(
          "GET %s answered %s; it was %s before"
              .formatted(page.path(), answer, cached ? "cached" : "not cached"));
    }
  }

  private boolean isCached(Demo.Page page) {
    return redis.command("EXISTS " + page.key()).equals(":1");
  }

  private void measureChanges(Demo.Page page)
      throws SQLException, IOException, InterruptedException {
    long[] nanos = new long[CHANGES];
    for (int i = 0; i < CHANGES; i++) {
      nanos[i] = measureChange(page);
    }
    long first = nanos[0];
    Arrays.sort(nanos);
    out.accept(
        "  GET %s: median %s ms, max %s ms (the first took %s ms)"
            .formatted(
                page.path(),
                millis(nanos[CHANGES / 2]),
                millis(nanos[CHANGES - 1]),
                millis(first)));
  }

  private long measureChange(Demo.Page page)
      throws SQLException, IOException, InterruptedException {
    readUntil(page, answer -> isCached(page), "not cached");
    changePrice();
    String fresh = page.showing(price);
    long committed = System.nanoTime();
    readUntil(page, answer -> answer.body().contains(fresh), "stale");
    return System.nanoTime() - committed;
  }

  private void changePrice() throws SQLException {
    price++;
    try (PreparedStatement update = otherProgram.prepareStatement(demo.update())) {
      update.setInt(1, price);
      update.executeUpdate();
    }
  }

  private void readUntil(Demo.Page page, Predicate<Answer> wanted, String otherwise)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!wanted.test(api.get(page.path()))) {
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "GET %s is still %s after %d s".formatted(page.path(), otherwise, LIMIT.toSeconds()));
      }
    }
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
  }
}
