package dev.freshet.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.checker.catalog.CatalogPage;
import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Read;
import dev.freshet.checker.stack.RedisLayout;
import dev.freshet.checker.stack.RedisNodes;
import dev.freshet.checker.stack.Service;
import dev.freshet.local.TcpProxy;
import dev.freshet.local.postgres.SlowStandby;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Five mistakes in the protocol, each in a service built with it: the decision finds what comes of
 * it, and finds nothing when the services without it go through the same.
 */
class BrokenVariantsIT {

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class InTheApi {

    private Laboratory laboratory;

    @BeforeAll
    void start() throws Exception {
      laboratory =
          Laboratory.start(
              List.of(Laboratory.api("FillWithoutLease"), Laboratory.api("JoinByKey")),
              Laboratory.invalidator());
    }

    @AfterAll
    void stop() {
      laboratory.close();
    }

    @Test
    void findsAFillWithoutALease() throws Exception {
      Experiments.assertFound(laboratory, slowLoadAcrossAnInvalidation(laboratory, 0));
    }

    @Test
    void findsALoadThatIsJoinedAcrossAnInvalidation() throws Exception {
      Experiments.assertFound(laboratory, secondReaderAcrossAnInvalidation(laboratory, 1));
    }
  }

  @Test
  void findsAnAcknowledgementBeforeTheDeletion() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(Laboratory.api()), Laboratory.invalidator("AcknowledgeBeforeDelete"))) {
      Experiments.assertFound(laboratory, crashAfterAnAcknowledgement(laboratory));
    }
  }

  @Test
  void findsADeletionBeforeTheCommitIsVisible() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(Laboratory.api()), Laboratory.invalidator("DeleteBeforeVisible"))) {
      Experiments.assertFound(laboratory, slowSynchronousStandby(laboratory));
    }
  }

  @Test
  void findsFencesThatPassWhileSentinelHasAnotherMaster() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(Laboratory.api()),
            Laboratory.invalidator("PassFencesUnasked"),
            RedisLayout.SENTINEL)) {
      Experiments.assertFound(laboratory, changeBesideAPromotedReplica(laboratory));
    }
  }

  @Test
  void findsNothingWhenFencesWaitForSentinel() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(Laboratory.api()), Laboratory.invalidator(), RedisLayout.SENTINEL)) {
      long unused = changeBesideAPromotedReplica(laboratory);
      assertThat(laboratory.verdict().violations()).isEmpty();
    }
  }

  @Test
  void findsNothingWithoutTheseMistakes() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(List.of(Laboratory.api()), Laboratory.invalidator())) {
      long unused = slowLoadAcrossAnInvalidation(laboratory, 0);
      unused = secondReaderAcrossAnInvalidation(laboratory, 0);
      unused = crashAfterAnAcknowledgement(laboratory);
      unused = slowSynchronousStandby(laboratory);
      assertThat(laboratory.verdict().violations()).isEmpty();
    }
  }

  /** The load's answer is under way while the row changes; then the next reader comes. */
  private static long slowLoadAcrossAnInvalidation(Laboratory laboratory, int api)
      throws Exception {
    List<Long> products = Experiments.newProducts(laboratory);
    long product = products.get(0);
    Page page = new CatalogPage.Product(product);
    // A connection that was used just now is not tried out first.
    laboratory.read(api, new CatalogPage.Product(products.get(1)));
    CompletableFuture<Read> load = startSlowLoad(laboratory, api, page);
    laboratory.awaitPassed(Experiments.change(laboratory, product));
    postgres(laboratory, api).heal();
    load.get(20, TimeUnit.SECONDS);
    laboratory.read(api, page);
    return product;
  }

  /** The next reader comes while the load's answer is still under way. */
  private static long secondReaderAcrossAnInvalidation(Laboratory laboratory, int api)
      throws Exception {
    List<Long> products = Experiments.newProducts(laboratory);
    long product = products.get(0);
    Page page = new CatalogPage.Product(product);
    // A connection that was used just now is not tried out first.
    laboratory.read(api, new CatalogPage.Product(products.get(1)));
    CompletableFuture<Read> load = startSlowLoad(laboratory, api, page);
    laboratory.awaitPassed(Experiments.change(laboratory, product));
    CompletableFuture<Read> second = laboratory.readLater(api, page);
    try {
      // Who does not join has its own answer soon.
      second.get(2, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // It waits for the first one.
    }
    postgres(laboratory, api).heal();
    load.get(20, TimeUnit.SECONDS);
    second.get(20, TimeUnit.SECONDS);
    return product;
  }

  /** Returns when the database has answered, and the API does not have the answer. */
  private static CompletableFuture<Read> startSlowLoad(Laboratory laboratory, int api, Page page) {
    postgres(laboratory, api).holdNextAnswer();
    CompletableFuture<Read> load = laboratory.readLater(api, page);
    await().pollInterval(Duration.ofMillis(2)).until(() -> postgres(laboratory, api).holdsAnswer());
    return load;
  }

  private static TcpProxy postgres(Laboratory laboratory, int api) {
    return laboratory.stack().apis().get(api).postgres();
  }

  /** The slot has moved past a change, and the invalidator dies. */
  private static long crashAfterAnAcknowledgement(Laboratory laboratory) throws Exception {
    List<Long> products = Experiments.newProducts(laboratory);
    Page page = new CatalogPage.Product(products.get(0));
    laboratory.readUntilCached(0, page);
    Experiments.change(laboratory, products.get(0));
    laboratory.awaitAcknowledged();
    Service invalidator = laboratory.stack().invalidators().get(0);
    invalidator.kill();
    invalidator.start();
    laboratory.awaitPassed(Experiments.change(laboratory, products.get(1)));
    laboratory.read(0, page);
    return products.get(0);
  }

  /** The change is in the log, and nobody can see it before a standby has answered. */
  private static long slowSynchronousStandby(Laboratory laboratory) throws Exception {
    long product = Experiments.newProducts(laboratory).get(0);
    Page page = new CatalogPage.Product(product);
    laboratory.readUntilCached(0, page);
    try (SlowStandby standby = SlowStandby.of(laboratory.stack().servers().postgres())) {
      int passed = laboratory.fencesPassed();
      CompletableFuture<Void> change = laboratory.sqlLater(Experiments.changeOf(product));
      await()
          .until(
              () ->
                  ask(
                          laboratory,
                          "select count(*) > 0 from pg_stat_activity where wait_event = 'SyncRep'")
                      .equals("t"));
      // As long as nobody is told that it is applied, everybody may read what was before.
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      while (laboratory.fencesPassed() == passed && System.nanoTime() < end) {
        laboratory.read(0, page);
      }
      laboratory.read(0, page);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                standby.acknowledge();
                return change.isDone();
              });
      change.get(1, TimeUnit.SECONDS);
    }
    return product;
  }

  /**
   * The API has followed Sentinel to the promoted replica, and the invalidator has not heard of it.
   */
  private static long changeBesideAPromotedReplica(Laboratory laboratory) throws Exception {
    List<Long> products = Experiments.newProducts(laboratory);
    Page page = new CatalogPage.Product(products.get(0));
    laboratory.readUntilCached(0, page);
    RedisNodes redis = laboratory.stack().redis();
    String key = CatalogKeys.product(products.get(0)).name();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> redis.servers().stream().allMatch(server -> has(server, key)));
    TcpProxy link = laboratory.stack().invalidators().get(0).redis();
    link.cut();
    LocalRedis deposed = redis.split();
    LocalRedis promoted =
        redis.servers().stream().filter(server -> server != deposed).findFirst().orElseThrow();
    String another = CatalogKeys.product(products.get(1)).name();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              laboratory.read(0, new CatalogPage.Product(products.get(1)));
              return has(promoted, another);
            });

    String token = Experiments.change(laboratory, products.get(0));
    await().atMost(Duration.ofSeconds(20)).until(() -> !has(deposed, key));
    if (!laboratory.isPassedWithin(token, Duration.ofSeconds(2))) {
      redis.heal(deposed);
      link.heal();
      laboratory.awaitPassed(token);
    }
    laboratory.read(0, page);
    return products.get(0);
  }

  private static boolean has(LocalRedis server, String key) {
    return server.command("EXISTS " + key).equals(":1");
  }

  private static String ask(Laboratory laboratory, String query) {
    return laboratory.stack().servers().ask(query);
  }
}
