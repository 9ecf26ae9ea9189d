package dev.freshet.checker;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.checker.catalog.CatalogPage;
import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Read;
import dev.freshet.checker.history.Row;
import dev.freshet.checker.history.Violation;
import dev.freshet.checker.stack.RedisLayout;
import dev.freshet.checker.stack.RedisNodes;
import dev.freshet.checker.stack.Service;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.local.TcpProxy;
import dev.freshet.local.postgres.SlowStandby;
import dev.freshet.local.redis.LocalRedis;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Eleven mistakes in the protocol, each in a service built with it: the decision finds what comes
 * of it, and finds nothing when the services without it go through the same.
 */
class BrokenVariantsIT {

  private static final String CACHE = "dev.freshet.api.";
  private static final String INVALIDATION = "dev.freshet.invalidator.invalidation.";
  private static final int ATTEMPTS = 10;
  private static final String CHANGE = "update products set price = price + 1 where id = %d";

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class InTheApi {

    private Laboratory laboratory;

    @BeforeAll
    void start() throws Exception {
      laboratory =
          Laboratory.start(
              List.of(
                  Laboratory.api(CACHE + "FillWithoutLease"),
                  Laboratory.api(CACHE + "JoinByKey"),
                  Laboratory.api(CACHE + "KeepWithoutToken"),
                  patient(Laboratory.api(CACHE + "LeaseFromReceipt"))),
              Laboratory.invalidator());
    }

    @AfterAll
    void stop() {
      laboratory.close();
    }

    @Test
    void findsAFillWithoutALease() throws Exception {
      assertFound(laboratory, slowLoadAcrossAnInvalidation(laboratory, 0));
    }

    @Test
    void findsALoadThatIsJoinedAcrossAnInvalidation() throws Exception {
      assertFound(laboratory, secondReaderAcrossAnInvalidation(laboratory, 1));
    }

    @Test
    void findsACopyThatIsKeptWithoutAToken() throws Exception {
      assertFoundAtLast(laboratory, () -> slowAnswerAcrossADeletion(laboratory, 2));
    }

    @Test
    void findsALeaseThatIsCountedFromItsReceipt() throws Exception {
      assertFoundAtLast(laboratory, () -> deletionThatIsNotFollowed(laboratory, 3));
    }
  }

  @Test
  void findsAnAcknowledgementBeforeTheDeletion() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(Laboratory.api()),
            Laboratory.invalidator(INVALIDATION + "AcknowledgeBeforeDelete"))) {
      assertFound(laboratory, crashAfterAnAcknowledgement(laboratory));
    }
  }

  @Test
  void findsADeletionBeforeTheCommitIsVisible() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(Laboratory.api()),
            Laboratory.invalidator(INVALIDATION + "DeleteBeforeVisible"))) {
      assertFound(laboratory, slowSynchronousStandby(laboratory));
    }
  }

  @Test
  void findsFencesThatDoNotWaitForThoseWhoKeepCopies() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(patient(Laboratory.api())),
            Laboratory.invalidator(INVALIDATION + "FenceWithoutWaiting"))) {
      assertFoundAtLast(laboratory, () -> deletionThatIsNotFollowed(laboratory, 0));
    }
  }

  @Test
  void findsALeaseOfASessionThatWasExpelled() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(patient(Laboratory.api())),
            Laboratory.invalidator(INVALIDATION + "GrantAfterExpulsion"))) {
      assertFoundAtLast(laboratory, () -> leaseAfterADeletionThatIsNotFollowed(laboratory, 0));
    }
  }

  @Test
  void findsARunThatDoesNotWaitForTheLeasesOfTheOneBefore() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(Laboratory.api()),
            Laboratory.invalidator(INVALIDATION + "NextRunWithoutWaiting"))) {
      assertFoundAtLast(laboratory, () -> changeThatAnotherRunApplies(laboratory, 0));
    }
  }

  /** Who asks for a lease looks at the run as well, so that both sides must not. */
  @Test
  void findsALeaseOfARunThatWasOvertaken() throws Exception {
    try (Laboratory laboratory =
        Laboratory.startWithStandby(
            List.of(Laboratory.api(CACHE + "LeaseOfAnyRun")),
            Laboratory.invalidator(INVALIDATION + "GrantWhateverTheRun"))) {
      assertFoundAtLast(laboratory, () -> changeAfterATakeover(laboratory, 0));
    }
  }

  @Test
  void findsNothingAfterATakeoverWithoutTheseMistakes() throws Exception {
    try (Laboratory laboratory =
        Laboratory.startWithStandby(List.of(Laboratory.api()), Laboratory.invalidator())) {
      long unused = changeAfterATakeover(laboratory, 0);
      assertThat(laboratory.verdict().violations()).isEmpty();
    }
  }

  @Test
  void findsFencesThatPassWhileSentinelHasAnotherMaster() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(Laboratory.api()),
            Laboratory.invalidator(INVALIDATION + "PassFencesUnasked"),
            RedisLayout.SENTINEL)) {
      assertFound(laboratory, changeBesideAPromotedReplica(laboratory));
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
        Laboratory.start(List.of(patient(Laboratory.api())), Laboratory.invalidator())) {
      long unused = slowLoadAcrossAnInvalidation(laboratory, 0);
      unused = secondReaderAcrossAnInvalidation(laboratory, 0);
      unused = crashAfterAnAcknowledgement(laboratory);
      unused = slowSynchronousStandby(laboratory);
      for (int i = 0; i < 3; i++) {
        unused = slowAnswerAcrossADeletion(laboratory, 0);
        unused = deletionThatIsNotFollowed(laboratory, 0);
        unused = leaseAfterADeletionThatIsNotFollowed(laboratory, 0);
        unused = changeThatAnotherRunApplies(laboratory, 0);
      }
      assertThat(laboratory.verdict().violations()).isEmpty();
    }
  }

  /** Two, in a category of their own, which the invalidator knows of. */
  private static List<Long> newProducts(Laboratory laboratory) throws SQLException {
    long category = laboratory.newId();
    List<Long> products = List.of(laboratory.newId(), laboratory.newId());
    laboratory.awaitPassed(
        laboratory.sql(
            "insert into categories (id, slug, name) values (%1$d, 'c-%1$d', 'new')"
                .formatted(category),
            """
            insert into products (id, sku, name, category_id, price)
            values (%1$d, 'p-%1$d', 'new', %3$d, 0), (%2$d, 'p-%2$d', 'new', %3$d, 0)
            """
                .formatted(products.get(0), products.get(1), category)));
    return products;
  }

  private static String change(Laboratory laboratory, long product) throws SQLException {
    return laboratory.sql(CHANGE.formatted(product));
  }

  /** Does not give up to follow deletions before a lease would have ended. */
  private static List<String> patient(List<String> api) {
    List<String> program = new ArrayList<>(api);
    program.add(0, "-Dfreshet.redis.command-timeout=3s");
    return program;
  }

  private static void assertFound(Laboratory laboratory, long product) throws Exception {
    assertThat(found(laboratory)).contains(new Row("products", product));
  }

  /** A lease lasts for less than half a second, in which the machine may do something else. */
  private static void assertFoundAtLast(Laboratory laboratory, Callable<Long> experiment)
      throws Exception {
    long product = experiment.call();
    for (int i = 1;
        i < ATTEMPTS && !found(laboratory).contains(new Row("products", product));
        i++) {
      product = experiment.call();
    }
    assertFound(laboratory, product);
  }

  private static Set<Row> found(Laboratory laboratory) throws SQLException {
    return laboratory.verdict().violations().stream().map(Violation::row).collect(toSet());
  }

  /** The load's answer is under way while the row changes; then the next reader comes. */
  private static long slowLoadAcrossAnInvalidation(Laboratory laboratory, int api)
      throws Exception {
    List<Long> products = newProducts(laboratory);
    long product = products.get(0);
    Page page = new CatalogPage.Product(product);
    // A connection that was used just now is not tried out first.
    laboratory.read(api, new CatalogPage.Product(products.get(1)));
    CompletableFuture<Read> load = startSlowLoad(laboratory, api, page);
    laboratory.awaitPassed(change(laboratory, product));
    postgres(laboratory, api).heal();
    load.get(20, TimeUnit.SECONDS);
    laboratory.read(api, page);
    return product;
  }

  /** The next reader comes while the load's answer is still under way. */
  private static long secondReaderAcrossAnInvalidation(Laboratory laboratory, int api)
      throws Exception {
    List<Long> products = newProducts(laboratory);
    long product = products.get(0);
    Page page = new CatalogPage.Product(product);
    // A connection that was used just now is not tried out first.
    laboratory.read(api, new CatalogPage.Product(products.get(1)));
    CompletableFuture<Read> load = startSlowLoad(laboratory, api, page);
    laboratory.awaitPassed(change(laboratory, product));
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
    List<Long> products = newProducts(laboratory);
    Page page = new CatalogPage.Product(products.get(0));
    laboratory.readUntilCached(0, page);
    change(laboratory, products.get(0));
    laboratory.awaitAcknowledged();
    Service invalidator = laboratory.stack().invalidators().get(0);
    invalidator.kill();
    invalidator.start();
    laboratory.awaitPassed(change(laboratory, products.get(1)));
    laboratory.read(0, page);
    return products.get(0);
  }

  /** The change is in the log, and nobody can see it before a standby has answered. */
  private static long slowSynchronousStandby(Laboratory laboratory) throws Exception {
    long product = newProducts(laboratory).get(0);
    Page page = new CatalogPage.Product(product);
    laboratory.readUntilCached(0, page);
    try (SlowStandby standby = SlowStandby.of(laboratory.stack().servers().postgres())) {
      int passed = laboratory.fencesPassed();
      CompletableFuture<Void> change = laboratory.sqlLater(CHANGE.formatted(product));
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
    List<Long> products = newProducts(laboratory);
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

    String token = change(laboratory, products.get(0));
    await().atMost(Duration.ofSeconds(20)).until(() -> !has(deposed, key));
    if (!laboratory.isPassedWithin(token, Duration.ofSeconds(2))) {
      redis.heal(deposed);
      link.heal();
      laboratory.awaitPassed(token);
    }
    laboratory.read(0, page);
    return products.get(0);
  }

  /** Redis has answered with the value, and the process does not have it, when it is deleted. */
  private static long slowAnswerAcrossADeletion(Laboratory laboratory, int api) throws Exception {
    List<Long> products = newProducts(laboratory);
    Page page = new CatalogPage.Product(products.get(0));
    laboratory.read(api, page);
    laboratory.readUntilInMemory(api, new CatalogPage.Product(products.get(1)));
    TcpProxy redis = redis(laboratory, api);
    redis.holdAnswersTo(CatalogKeys.product(products.get(0)).name());
    CompletableFuture<Read> read = laboratory.readLater(api, page);
    await().pollInterval(Duration.ofMillis(2)).until(redis::holdsAnswer);
    laboratory.awaitPassed(change(laboratory, products.get(0)));
    redis.heal();
    read.get(20, TimeUnit.SECONDS);
    laboratory.readUntilInMemory(api, page);
    return products.get(0);
  }

  /** The process does not hear what is deleted, and goes on to renew its lease. */
  private static long deletionThatIsNotFollowed(Laboratory laboratory, int api) throws Exception {
    long product = newProducts(laboratory).get(0);
    Page page = new CatalogPage.Product(product);
    TcpProxy redis = redis(laboratory, api);
    laboratory.readUntilInMemory(api, page);
    redis.holdAnswersTo("XREAD");
    await().pollInterval(Duration.ofMillis(2)).until(redis::holdsAnswer);
    laboratory.awaitPassed(change(laboratory, product));
    laboratory.readFor(NearTerms.TERM, api, page);
    redis.heal();
    return product;
  }

  /** The same, and it has a lease again before it asks Redis for what was deleted. */
  private static long leaseAfterADeletionThatIsNotFollowed(Laboratory laboratory, int api)
      throws Exception {
    List<Long> products = newProducts(laboratory);
    Page page = new CatalogPage.Product(products.get(0));
    Page other = new CatalogPage.Product(products.get(1));
    TcpProxy redis = redis(laboratory, api);
    laboratory.readUntilInMemory(api, page);
    laboratory.readUntilInMemory(api, other);
    redis.holdAnswersTo("XREAD");
    await().pollInterval(Duration.ofMillis(2)).until(redis::holdsAnswer);
    laboratory.awaitPassed(change(laboratory, products.get(0)));
    laboratory.readUntilInMemory(api, other);
    laboratory.read(api, page);
    redis.heal();
    return products.get(0);
  }

  /** Another run begins, and the process does not hear of it. */
  private static long changeThatAnotherRunApplies(Laboratory laboratory, int api) throws Exception {
    long product = newProducts(laboratory).get(0);
    Page page = new CatalogPage.Product(product);
    TcpProxy redis = redis(laboratory, api);
    laboratory.readUntilInMemory(api, page);
    String run = laboratory.run();
    TcpProxy postgres = laboratory.streaming().postgres();
    postgres.cut();
    String token = change(laboratory, product);
    postgres.heal();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> !laboratory.run().equals(run));
    redis.hang();
    laboratory.awaitPassed(token);
    laboratory.read(api, page);
    redis.heal();
    return product;
  }

  /** The invalidator that was overtaken still has its connection to Redis. */
  private static long changeAfterATakeover(Laboratory laboratory, int api) throws Exception {
    long product = newProducts(laboratory).get(0);
    Page page = new CatalogPage.Product(product);
    laboratory.readUntilInMemory(api, page);
    Service overtaken = laboratory.streaming();
    overtaken.postgres().cut();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !laboratory.streaming().name().equals(overtaken.name()));
    laboratory.awaitPassed(change(laboratory, product));
    laboratory.readUntilInMemory(api, page);
    overtaken.postgres().heal();
    return product;
  }

  private static TcpProxy redis(Laboratory laboratory, int api) {
    return laboratory.stack().apis().get(api).redis();
  }

  private static boolean has(LocalRedis server, String key) {
    return server.command("EXISTS " + key).equals(":1");
  }

  private static String ask(Laboratory laboratory, String query) {
    return laboratory.stack().servers().ask(query);
  }
}
