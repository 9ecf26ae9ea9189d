package dev.freshet.local.stack;

import static org.awaitility.Awaitility.await;

import dev.freshet.local.stack.CatalogWriter.Shelf;
import dev.freshet.local.stack.Truth.Page;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TwoApis.Parameter.class)
class InvalidatorKilledIT {

  private static final int SHELVES = 5;
  private static final int PRODUCTS = 6;
  private static final int CHANGES_A_PHASE = 150;
  private static final long PAUSE_NANOS = 2_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TwoApis apis;
  private final AtomicBoolean go = new AtomicBoolean(true);
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger hits = new AtomicInteger();

  InvalidatorKilledIT(TwoApis apis) {
    this.apis = apis;
  }

  @Test
  void noStaleKeyRemainsAfterTheInvalidatorWasKilledAmongChanges() throws Exception {
    try (Connection connection = apis.connect()) {
      List<Shelf> shelves = new ArrayList<>();
      for (int i = 0; i < SHELVES; i++) {
        shelves.add(new CatalogWriter(connection).newShelf(PRODUCTS));
      }
      List<Page> pages = shelves.stream().flatMap(shelf -> shelf.pages().stream()).toList();
      killAmongChanges(shelves, pages);
      System.out.println(changes + " changes and " + hits + " hits, one kill among them");
      Truth truth = new Truth(connection);
      for (Page page : pages) {
        assertCachedAndRight(page, truth);
      }
    }
  }

  private void killAmongChanges(List<Shelf> shelves, List<Page> pages) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> running =
          List.of(
              clients.submit(() -> keepChanging(shelves)),
              clients.submit(() -> keepReading(0, pages)),
              clients.submit(() -> keepReading(1, pages)));
      awaitChanges();
      apis.killInvalidator();
      // What is changed now is cached, and in the write-ahead log only.
      awaitChanges();
      apis.startInvalidatorAgain();
      awaitChanges();
      go.set(false);
      for (Future<?> client : running) {
        client.get();
      }
    } finally {
      go.set(false);
      clients.shutdown();
    }
  }

  private void awaitChanges() {
    int target = changes.get() + CHANGES_A_PHASE;
    await().atMost(LIMIT).until(() -> changes.get() >= target);
  }

  private Void keepChanging(List<Shelf> shelves) throws Exception {
    Random random = new Random(7);
    try (Connection connection = apis.connect()) {
      CatalogWriter writer = new CatalogWriter(connection);
      while (go.get()) {
        Shelf shelf = shelves.get(random.nextInt(SHELVES));
        long product = shelf.products().get(random.nextInt(PRODUCTS));
        long category = shelves.get(random.nextInt(SHELVES)).category();
        writer.run(
            switch (random.nextInt(5)) {
              case 0 -> "update products set price = price + 1 where id = %d".formatted(product);
              case 1 ->
                  "update products set stock = 1 - least(stock, 1) where id = %d"
                      .formatted(product);
              case 2 ->
                  "update products set category_id = %d where id = %d".formatted(category, product);
              case 3 ->
                  "update product_images set url = url || '?' where product_id = %d"
                      .formatted(product);
              default ->
                  "update categories set name = 'Shelf %d' where id = %d"
                      .formatted(changes.get(), category);
            });
        changes.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return null;
  }

  private Void keepReading(int api, List<Page> pages) {
    Random random = new Random(api);
    while (go.get()) {
      if (apis.get(api, pages.get(random.nextInt(pages.size())).path()).isHit()) {
        hits.incrementAndGet();
      }
    }
    return null;
  }

  private void assertCachedAndRight(Page page, Truth truth) {
    for (int i = 0; i < 2; i++) {
      int api = i;
      await()
          .alias(page + " is cached and right")
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                ApiReader.Answer answer = apis.get(api, page.path());
                return answer.isHit() && truth.agrees(page, answer);
              });
    }
  }
}
