package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.stack.ApiReader.Answer;
import dev.freshet.local.stack.CatalogWriter.Shelf;
import dev.freshet.local.stack.Truth.Kind;
import dev.freshet.local.stack.Truth.Page;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** Whoever changes the catalog: soon no API process returns what it had cached before. */
@ExtendWith(TwoApis.Parameter.class)
class FreshReadsIT {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MEASURED = 200;

  private final TwoApis apis;
  private final Connection connection;
  private final CatalogWriter writer;
  private final Truth truth;

  FreshReadsIT(TwoApis apis) throws SQLException {
    this.apis = apis;
    this.connection = apis.connect();
    this.writer = new CatalogWriter(connection);
    this.truth = new Truth(connection);
  }

  @AfterEach
  void closeSession() throws SQLException {
    connection.close();
  }

  @Test
  void afterAPatchByTheApi() throws Exception {
    Shelf shelf = writer.newShelf(2);
    String path = "/products/" + shelf.products().get(0);
    assertAllTurnFresh(
        List.of(
            Kind.PRODUCT.of(shelf.products().get(0)),
            Kind.CATEGORY.of(shelf.category()),
            Kind.LISTING.of(shelf.category())),
        () -> apis.write("PATCH", path, "{\"price\": \"11.00\"}"));
  }

  @Test
  void afterAnUpdateByPlainSql() throws Exception {
    Shelf shelf = writer.newShelf(3);
    assertAllTurnFresh(
        shelf.pages(),
        () ->
            writer.run(
                "update products set name = 'New ' || name where category_id = %d",
                shelf.category()));
  }

  @Test
  void afterAnImageIsAddedByPlainSql() throws Exception {
    Shelf shelf = writer.newShelf(1);
    long product = shelf.products().get(0);
    assertAllTurnFresh(
        List.of(Kind.PRODUCT.of(product)),
        () ->
            writer.run(
                "insert into product_images values (%d, 2, 'https://images.example.com/2.jpg')",
                product));
  }

  @Test
  void afterAMoveBetweenCategories() throws Exception {
    Shelf from = writer.newShelf(2);
    Shelf to = writer.newShelf(1);
    long product = from.products().get(0);
    assertAllTurnFresh(
        List.of(
            Kind.PRODUCT.of(product),
            Kind.CATEGORY.of(from.category()),
            Kind.CATEGORY.of(to.category()),
            Kind.LISTING.of(from.category()),
            Kind.LISTING.of(to.category())),
        () ->
            writer.run(
                "update products set category_id = %d where id = %d", to.category(), product));
  }

  @Test
  void afterAChangeByATrigger() throws Exception {
    Shelf shelf = writer.newShelf(2);
    writer.run(
        """
        create table price_feed (category_id bigint, factor numeric);
        create function apply_price() returns trigger language plpgsql as $$
        begin
          update products set price = price * new.factor where category_id = new.category_id;
          return new;
        end $$;
        create trigger apply_price after insert on price_feed
          for each row execute function apply_price();
        """);
    assertAllTurnFresh(
        shelf.pages(),
        () -> writer.run("insert into price_feed values (%d, 1.5)", shelf.category()));
    writer.run("drop table price_feed; drop function apply_price");
  }

  @Test
  void afterACascade() throws Exception {
    Shelf shelf = writer.newShelf(3);
    assertAllTurnFresh(
        shelf.pages(), () -> writer.run("delete from categories where id = %d", shelf.category()));
  }

  @Test
  void afterACategoryIsDeletedByTheApi() throws Exception {
    Shelf shelf = writer.newShelf(3);
    assertAllTurnFresh(
        shelf.pages(), () -> apis.write("DELETE", "/categories/" + shelf.category(), ""));
  }

  @Test
  void afterACategoryIsRenamed() throws Exception {
    Shelf shelf = writer.newShelf(1);
    assertAllTurnFresh(
        List.of(Kind.CATEGORY.of(shelf.category())),
        () -> writer.run("update categories set name = 'Ledge' where id = %d", shelf.category()));
  }

  /** Products that were known not to exist come into being. */
  @Test
  void afterCopy() throws Exception {
    Shelf shelf = writer.newShelf(1);
    long first = 1_000_000;
    List<Page> pages = new ArrayList<>();
    StringBuilder rows = new StringBuilder();
    for (long id = first; id < first + 50; id++) {
      pages.add(Kind.PRODUCT.of(id));
      rows.append("%d,%s,Copied,%d,1.00\n".formatted(id, CatalogWriter.unique(), shelf.category()));
    }
    pages.add(Kind.CATEGORY.of(shelf.category()));
    pages.add(Kind.LISTING.of(shelf.category()));
    assertAllTurnFresh(
        pages,
        () ->
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                    "copy products (id, sku, name, category_id, price) from stdin (format csv)",
                    new StringReader(rows.toString())));
  }

  @Test
  void afterTruncate() throws Exception {
    Shelf shelf = writer.newShelf(3);
    assertAllTurnFresh(shelf.pages(), () -> writer.run("truncate products cascade"));
  }

  /** Prints how long it takes from the commit to the first fresh read, by both API processes. */
  @Test
  void withinMilliseconds() throws Exception {
    Shelf shelf = writer.newShelf(1);
    Page page = Kind.PRODUCT.of(shelf.products().get(0));
    long[] nanos = new long[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      awaitCached(page);
      writer.run("update products set stock = %d where id = %d", 1000 + i, page.id());
      long committed = System.nanoTime();
      String fresh = "\"stock\":" + (1000 + i) + ",";
      for (int api = 0; api < 2; api++) {
        while (!apis.get(api, page.path()).body().contains(fresh)) {
          assertThat(System.nanoTime() - committed).isLessThan(LIMIT.toNanos());
        }
      }
      nanos[i] = System.nanoTime() - committed;
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "commit -> fresh read through both APIs, %d changes: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms,"
            + " max %.1f ms%n",
        MEASURED,
        nanos[MEASURED / 2] / 1e6,
        nanos[MEASURED * 95 / 100] / 1e6,
        nanos[MEASURED * 99 / 100] / 1e6,
        nanos[MEASURED - 1] / 1e6);
  }

  /** Each page is right and a hit with both API processes before the change, and right after it. */
  private void assertAllTurnFresh(List<Page> pages, Change change) throws Exception {
    Map<Page, Answer> before = new LinkedHashMap<>();
    for (Page page : pages) {
      Answer cached = awaitCached(page);
      assertThat(truth.agrees(page, cached)).as("%s is right", page).isTrue();
      before.put(page, cached);
    }
    change.make();
    for (Map.Entry<Page, Answer> cached : before.entrySet()) {
      Page page = cached.getKey();
      assertThat(truth.agrees(page, cached.getValue())).as("%s stays right", page).isFalse();
      await()
          .alias(page + " is fresh")
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(
              () ->
                  truth.agrees(page, apis.get(0, page.path()))
                      && truth.agrees(page, apis.get(1, page.path())));
    }
  }

  private Answer awaitCached(Page page) {
    await()
        .alias(page + " is cached")
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> apis.get(0, page.path()).isHit() && apis.get(1, page.path()).isHit());
    return apis.get(1, page.path());
  }

  /** What another program, or a client of the API, does to the catalog. */
  private interface Change {
    void make() throws Exception;
  }
}
