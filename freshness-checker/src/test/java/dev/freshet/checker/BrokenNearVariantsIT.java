package dev.freshet.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.checker.catalog.CatalogPage;
import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Read;
import dev.freshet.checker.history.Row;
import dev.freshet.checker.stack.Service;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.local.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** As {@link BrokenVariantsIT}, six mistakes in the protocol of hits from memory. */
class BrokenNearVariantsIT {

  private static final int ATTEMPTS = 10;

  @Test
  void findsACopyThatIsKeptWithoutATokenAndALeaseThatIsCountedFromItsReceipt() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(
                patient(Laboratory.api("KeepWithoutToken")),
                patient(Laboratory.api("LeaseFromReceipt"))),
            Laboratory.invalidator())) {
      assertFoundAtLast(laboratory, () -> slowAnswerAcrossADeletion(laboratory, 0));
      assertFoundAtLast(laboratory, () -> deletionThatIsNotFollowed(laboratory, 1));
    }
  }

  @Test
  void findsFencesThatDoNotWaitForThoseWhoKeepCopies() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(patient(Laboratory.api())), Laboratory.invalidator("FenceWithoutWaiting"))) {
      assertFoundAtLast(laboratory, () -> deletionThatIsNotFollowed(laboratory, 0));
    }
  }

  @Test
  void findsALeaseOfASessionThatWasExpelled() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(patient(Laboratory.api())), Laboratory.invalidator("GrantAfterExpulsion"))) {
      assertFoundAtLast(laboratory, () -> leaseAfterADeletionThatIsNotFollowed(laboratory, 0));
    }
  }

  @Test
  void findsARunThatDoesNotWaitForTheLeasesOfTheOneBefore() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(
            List.of(Laboratory.api()), Laboratory.invalidator("NextRunWithoutWaiting"))) {
      assertFoundAtLast(laboratory, () -> changeThatAnotherRunApplies(laboratory, 0));
    }
  }

  /** Who asks for a lease looks at the run as well, so that both sides must not. */
  @Test
  void findsALeaseOfARunThatWasOvertaken() throws Exception {
    try (Laboratory laboratory =
        Laboratory.startWithStandby(
            List.of(Laboratory.api("LeaseOfAnyRun")),
            Laboratory.invalidator("GrantWhateverTheRun"))) {
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
  void findsNothingWithoutTheseMistakes() throws Exception {
    try (Laboratory laboratory =
        Laboratory.start(List.of(patient(Laboratory.api())), Laboratory.invalidator())) {
      for (int i = 0; i < 3; i++) {
        long unused = slowAnswerAcrossADeletion(laboratory, 0);
        unused = deletionThatIsNotFollowed(laboratory, 0);
        unused = leaseAfterADeletionThatIsNotFollowed(laboratory, 0);
        unused = changeThatAnotherRunApplies(laboratory, 0);
      }
      assertThat(laboratory.verdict().violations()).isEmpty();
    }
  }

  /** Does not give up to follow deletions before a lease would have ended. */
  private static List<String> patient(List<String> api) {
    return Laboratory.with("-Dfreshet.redis.command-timeout=3s", api);
  }

  /** A lease lasts for less than half a second, in which the machine may do something else. */
  private static void assertFoundAtLast(Laboratory laboratory, Callable<Long> experiment)
      throws Exception {
    long product = experiment.call();
    for (int i = 1;
        i < ATTEMPTS && !Experiments.found(laboratory).contains(new Row("products", product));
        i++) {
      product = experiment.call();
    }
    Experiments.assertFound(laboratory, product);
  }

  /** Redis has answered with the value, and the process does not have it, when it is deleted. */
  private static long slowAnswerAcrossADeletion(Laboratory laboratory, int api) throws Exception {
    List<Long> products = Experiments.newProducts(laboratory);
    Page page = new CatalogPage.Product(products.get(0));
    laboratory.read(api, page);
    laboratory.readUntilInMemory(api, new CatalogPage.Product(products.get(1)));
    TcpProxy redis = redis(laboratory, api);
    redis.holdAnswersTo(CatalogKeys.product(products.get(0)).name());
    CompletableFuture<Read> read = laboratory.readLater(api, page);
    await().pollInterval(Duration.ofMillis(2)).until(redis::holdsAnswer);
    laboratory.awaitPassed(Experiments.change(laboratory, products.get(0)));
    redis.heal();
    read.get(20, TimeUnit.SECONDS);
    laboratory.readUntilInMemory(api, page);
    return products.get(0);
  }

  /** The process does not hear what is deleted, and goes on to renew its lease. */
  private static long deletionThatIsNotFollowed(Laboratory laboratory, int api) throws Exception {
    long product = Experiments.newProducts(laboratory).get(0);
    Page page = new CatalogPage.Product(product);
    TcpProxy redis = redis(laboratory, api);
    laboratory.readUntilInMemory(api, page);
    redis.holdAnswersTo("XREAD");
    await().pollInterval(Duration.ofMillis(2)).until(redis::holdsAnswer);
    laboratory.awaitPassed(Experiments.change(laboratory, product));
    laboratory.readFor(NearTerms.TERM, api, page);
    redis.heal();
    return product;
  }

  /** The same, and it has a lease again before it asks Redis for what was deleted. */
  private static long leaseAfterADeletionThatIsNotFollowed(Laboratory laboratory, int api)
      throws Exception {
    List<Long> products = Experiments.newProducts(laboratory);
    Page page = new CatalogPage.Product(products.get(0));
    Page other = new CatalogPage.Product(products.get(1));
    TcpProxy redis = redis(laboratory, api);
    laboratory.readUntilInMemory(api, page);
    laboratory.readUntilInMemory(api, other);
    redis.holdAnswersTo("XREAD");
    await().pollInterval(Duration.ofMillis(2)).until(redis::holdsAnswer);
    laboratory.awaitPassed(Experiments.change(laboratory, products.get(0)));
    laboratory.readUntilInMemory(api, other);
    laboratory.read(api, page);
    redis.heal();
    return products.get(0);
  }

  /** Another run begins, and the process does not hear of it. */
  private static long changeThatAnotherRunApplies(Laboratory laboratory, int api) throws Exception {
    long product = Experiments.newProducts(laboratory).get(0);
    Page page = new CatalogPage.Product(product);
    TcpProxy redis = redis(laboratory, api);
    laboratory.readUntilInMemory(api, page);
    String run = laboratory.run();
    TcpProxy postgres = laboratory.streaming().postgres();
    postgres.cut();
    String token = Experiments.change(laboratory, product);
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
    long product = Experiments.newProducts(laboratory).get(0);
    Page page = new CatalogPage.Product(product);
    laboratory.readUntilInMemory(api, page);
    Service overtaken = laboratory.streaming();
    overtaken.postgres().cut();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !laboratory.streaming().name().equals(overtaken.name()));
    laboratory.awaitPassed(Experiments.change(laboratory, product));
    laboratory.readUntilInMemory(api, page);
    overtaken.postgres().heal();
    return product;
  }

  private static TcpProxy redis(Laboratory laboratory, int api) {
    return laboratory.stack().apis().get(api).redis();
  }
}
