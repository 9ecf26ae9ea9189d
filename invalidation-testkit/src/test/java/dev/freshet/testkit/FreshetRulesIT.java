package dev.freshet.testkit;

import static dev.freshet.testkit.Changes.deleted;
import static dev.freshet.testkit.Changes.inserted;
import static dev.freshet.testkit.Changes.productChanged;
import static dev.freshet.testkit.Changes.truncated;
import static dev.freshet.testkit.Changes.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.freshet.keys.Kind;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** A schema of its own, with rules that look up. */
@FreshetTest(rules = "/shop/rules.yml", schema = "/shop/schema.sql")
class FreshetRulesIT {

  private static final UUID LAMP = UUID.fromString("00000000-0000-0000-0000-00000000000a");
  private static final UUID TORCH = UUID.fromString("00000000-0000-0000-0000-00000000000b");

  private static final String LAMP_EU = "product:" + LAMP + ":eu";
  private static final String LAMP_US = "product:" + LAMP + ":us";
  private static final String TORCH_EU = "product:" + TORCH + ":eu";
  private static final String TORCH_US = "product:" + TORCH + ":us";

  @BeforeEach
  void fill(Freshet freshet) {
    freshet.sql(
        """
        insert into shop.channels values ('eu'), ('us');
        insert into shop.products values ('%1$s', 'Lamp'), ('%2$s', 'Torch');
        insert into shop.variants values (7, '%1$s', 's7'), (8, '%2$s', 's8');
        insert into shop.prices values (7, 'EUR', 10), (8, 'EUR', 20);
        insert into shop.stocks values (7, 1), (8, 1);
        insert into shop.categories values (3, 'Lamps');
        insert into shop.product_categories values ('%1$s', 3);
        insert into shop.translations values ('%1$s', 'de', 'Lampe'), ('%1$s', 'fr', 'Lampe');
        insert into shop.reviews (id, product_id, stars) values (1, '%1$s', 5);
        insert into shop.review_photos values (1, 'u');
        """
            .formatted(LAMP, TORCH));
  }

  @RepeatedTest(2)
  void allTablesAndTheCacheAreEmptyBeforeEachTest(Freshet freshet) throws SQLException {
    assertThat(ask(freshet, "select count(*) from shop.products")).isEqualTo("2");
    // It has no rule, and refers to a table that has.
    assertThat(ask(freshet, "select count(*) from shop.reviews")).isEqualTo("1");
    freshet.sql("insert into shop.categories (name) values ('Torches')");
    assertThat(ask(freshet, "select id from shop.categories where name = 'Torches'"))
        .isEqualTo("1");
    assertThat(freshet.isCached(LAMP_EU)).isFalse();
    assertThat(freshet.isCached("stock:7")).isFalse();
    assertThat(freshet.isCached("category:3")).isFalse();

    freshet.cached(LAMP_EU, "stock:7", "category:3");
  }

  @Test
  void aCommitDeletesWhatItsPathsLeadTo(Freshet freshet) {
    freshet.cached(LAMP_EU, LAMP_US, TORCH_EU, "stock:7", "stock:8", "category:3");

    freshet.sql("update shop.prices set amount = 12 where variant_id = 7");

    freshet.awaitInvalidated(LAMP_EU, LAMP_US);
    freshet.awaitApplied();
    assertThat(freshet.isCached(TORCH_EU)).isTrue();
    assertThat(freshet.isCached("stock:7")).isTrue();

    freshet.sql(
        "update shop.stocks set quantity = 0 where variant_id = 8",
        "update shop.stocks set quantity = 5 where variant_id = 7",
        "update shop.translations set title = 'Taschenlampe' where locale = 'de'",
        "update shop.categories set name = 'Lights'");

    freshet.awaitInvalidated("stock:8", "category:3");
    freshet.awaitApplied();
    assertThat(freshet.isCached("stock:7")).isTrue();
    assertThat(freshet.isCached(TORCH_EU)).isTrue();
  }

  /** As it looks every second whether partitions have new storage. */
  @Test
  void theInvalidatorFindsNoGapInThatPartitionsWereEmptied(Freshet freshet) {
    freshet.cached("stock:7");

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> freshet.awaitInvalidated(Duration.ofSeconds(3), "stock:7"))
        .withMessageStartingWith("Still cached after 3000 ms: stock:7.");
  }

  @Test
  void aChangeIsLookedUpInTheDatabaseAsItIs(Freshet freshet) {
    Change dearer = updated("shop.prices").column("variant_id", 7).column("amount", 10, 12);

    assertThat(freshet.apply(dearer)).deleted(LAMP_EU, LAMP_US).kept(TORCH_EU).andNothingElse();

    freshet.sql(
        "update shop.variants set product_id = '%s' where id = 7".formatted(TORCH),
        "insert into shop.channels values ('asia')");
    assertThat(freshet.apply(dearer))
        .deleted(TORCH_EU, TORCH_US, "product:" + TORCH + ":asia")
        .andNothingElse();
  }

  /** There, the variant was one of the other product, and there was another channel. */
  @Test
  void aRecordingAnswersLookUpsItself(Freshet freshet) {
    Invalidations recorded = freshet.replay("/shop/price-change.jsonl");

    assertThat(recorded)
        .deleted(TORCH_EU, "product:" + TORCH + ":asia")
        .kept(LAMP_EU, TORCH_US)
        .andNothingElse();
    assertThat(recorded.explanation())
        .first()
        .isEqualTo(
            "It was recorded by other rules for category, product, stock: a look-up that it has no"
                + " answer to purges its kind. Record again with these rules");
    assertThat(recorded.explanation())
        .anyMatch(
            line ->
                line.endsWith(
                    "variant_id 7 leads there by variant_id -> shop.variants(id).product_id"
                        + " (/shop/rules.yml:12), looked up at 0/1BA7900"));
    assertThat(freshet.replay("/shop/unanswered.jsonl"))
        .purged(new Kind("product"))
        .kept("stock:7")
        .andNothingElse();
    assertThat(
            freshet.apply(updated("shop.prices").column("variant_id", 7).column("amount", 10, 12)))
        .deleted(LAMP_EU, LAMP_US)
        .andNothingElse();
  }

  @Test
  void whatATestDoesNotSayIsTheSameBeforeAndAfter(Freshet freshet) {
    assertThat(freshet.apply(updated("shop.variants").column("product_id", LAMP))).nothing();
    assertThat(freshet.apply(updated("shop.variants").column("id", 7).column("product_id", LAMP)))
        .nothing();
    assertThat(
            freshet.apply(
                updated("shop.variants").column("product_id", LAMP).column("sku", "a", null)))
        .deleted(LAMP_EU, LAMP_US)
        .andNothingElse();
    assertThat(freshet.apply(updated("shop.products").column("id", LAMP).column("views", 1, 2)))
        .nothing();
    assertThat(
            freshet.apply(
                updated("shop.prices")
                    .column("variant_id", 7L)
                    .column("amount", new BigDecimal("10.0"), "10.00")))
        .nothing();
    assertThat(
            freshet.apply(
                updated("shop.stocks").column("variant_id", 7).column("quantity", 1, 0),
                updated("shop.stocks").column("variant_id", 8).column("quantity", 1, 5)))
        .deleted("stock:7")
        .andNothingElse();
  }

  @Test
  void whatTheLogDoesNotTellOfARowAsItWasCountsAsInTheDatabase(Freshet freshet) {
    Change same = updated("shop.categories").column("id", 3).column("name", "Lamps");
    assertThat(freshet.apply(same)).nothing();

    identify(freshet, "default");
    assertThat(freshet.apply(same)).deleted("category:3", LAMP_EU, LAMP_US).andNothingElse();
    freshet.cached("category:3", LAMP_EU);
    freshet.sql("update shop.categories set name = name");
    freshet.awaitInvalidated("category:3", LAMP_EU);

    identify(freshet, "full");
  }

  /** Returns when the invalidator has noticed, which purges. */
  private static void identify(Freshet freshet, String identity) {
    freshet.cached("category:4");
    freshet.sql("alter table shop.categories replica identity " + identity);
    freshet.awaitInvalidated("category:4");
  }

  @Test
  void rowsAreInsertedAndDeletedAndTablesTruncated(Freshet freshet) {
    assertThat(freshet.apply(inserted("shop.products").column("id", TORCH)))
        .deleted(TORCH_EU, TORCH_US)
        .andNothingElse();
    assertThat(
            freshet.apply(
                deleted("shop.product_categories")
                    .column("product_id", LAMP.toString().toUpperCase(Locale.ROOT))
                    .column("category_id", 3)))
        .deleted(LAMP_EU, LAMP_US, "category:3")
        .andNothingElse();
    freshet.cached("stock:7");
    assertThat(freshet.apply(truncated("shop.stocks"))).purged(new Kind("stock")).andNothingElse();
    assertThat(freshet.isCached("stock:7")).isFalse();
    assertThat(freshet.apply(inserted("shop.channels").column("slug", "asia")))
        .purged(new Kind("product"))
        .andNothingElse();
  }

  @Test
  void refusesWhatTheTablesOrTheRulesDoNotHave(Freshet freshet) {
    refused(
        () -> freshet.cached("product:7:eu"),
        "no key of a cached value: 'product:7:eu'; there are category:{id:int},"
            + " product:{id:uuid}:{channel}, stock:{variant:int}");
    refused(
        () -> assertThat(freshet.apply(truncated("shop.stocks"))).deleted("stock:x"),
        "no key of a cached value: 'stock:x'; there are category:{id:int},"
            + " product:{id:uuid}:{channel}, stock:{variant:int}");
    refused(
        () -> freshet.apply(updated("shop.reviews").column("id", 1)),
        "no table whose changes matter: 'shop.reviews'; there are shop.categories, shop.channels,"
            + " shop.labels, shop.prices, shop.product_categories, shop.products, shop.stocks,"
            + " shop.translations, shop.variants");
    refused(
        () -> freshet.apply(inserted("shop.stocks").column("amount", 1)),
        "no column 'amount' of shop.stocks; there are variant_id, quantity");
    refused(
        () -> freshet.apply(inserted("shop.stocks").column("variant_id", "seven")),
        "shop.stocks.variant_id is bigint, which 'seven' is not: invalid input syntax for type"
            + " bigint: \"seven\"");
    refused(
        () -> freshet.apply(updated("shop.prices").column("amount", 10, 12)),
        "the rules for shop.prices need variant_id: say which with column(\"variant_id\", ...)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> freshet.apply(productChanged(42).stock(1, 0)));
    assertThatIllegalStateException()
        .isThrownBy(() -> freshet.cachedListing("sort", "-price"))
        .withMessage("the rules of this test have no listings");
  }

  @Test
  void aLoadByAConnectionIsCovered(Freshet freshet) {
    assertThat(freshet.rules())
        .cover("product", connection -> read(connection, "shop.titles", LAMP))
        .cover("product", FreshetRulesIT::readAll)
        .cover("stock", connection -> query(connection, "select * from shop.stocks"));
  }

  @Test
  void namesTheTablesThatTheRulesForgetAndWhatToWrite(Freshet freshet) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () ->
                assertThat(freshet.rules())
                    .cover(
                        "product",
                        connection -> {
                          readAll(connection);
                          query(connection, "select * from shop.stocks");
                          read(connection, "shop.reviews", LAMP);
                          query(connection, "select * from shop.warehouses");
                        }))
        .withMessage(
            """
            The load scans tables whose changes make no product wrong. Each needs a rule in /shop/rules.yml:
              shop.reviews, such as "shop.reviews: { product: product_id }"
              shop.stocks, such as "shop.stocks: { product: variant_id -> shop.variants.product_id }"
              shop.warehouses, such as "shop.warehouses: { product: the path to it, or a query }\"""");
  }

  @Test
  void aLoadOfAnotherKindNeedsRulesForThatKind(Freshet freshet) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> assertThat(freshet.rules()).cover("stock", FreshetRulesIT::readAll))
        .withMessageContaining("shop.translations_de, such as")
        .withMessageContaining("whose changes make no stock wrong");
    refused(
        () -> assertThat(freshet.rules()).cover("stocks", FreshetRulesIT::readAll),
        "no kind 'stocks' of the rules; there are category, product, stock");
  }

  @Test
  void aLoadInConnectionsOfItsOwnIsCoveredByWhatTheyScan(Freshet freshet) {
    assertThat(freshet.rules()).cover("product", () -> connected(freshet, FreshetRulesIT::readAll));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () ->
                assertThat(freshet.rules())
                    .cover(
                        "product",
                        () ->
                            connected(
                                freshet, connection -> read(connection, "shop.reviews", LAMP))))
        .withMessageContaining("  shop.reviews, such as");
  }

  @Test
  void whatAConnectionThatStaysOpenScansIsFoundTooAndWhatTheInvalidatorLooksUpIsNot(Freshet freshet)
      throws SQLException {
    freshet.cached(LAMP_EU);
    try (Connection pooled = DriverManager.getConnection(freshet.jdbcUrl())) {
      // Scanned before the load, so that it does not count.
      query(pooled, "select * from shop.warehouses");

      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(
              () ->
                  assertThat(freshet.rules())
                      .cover(
                          "stock",
                          () -> {
                            freshet.sql("insert into shop.labels values (7, 'new')");
                            freshet.awaitInvalidated(LAMP_EU);
                            // The first may be reported at once, the second while it is idle.
                            query(pooled, "select * from shop.stocks");
                            read(pooled, "shop.reviews", LAMP);
                          }))
          .withMessage(
              """
              The load scans tables whose changes make no stock wrong. Each needs a rule in /shop/rules.yml:
                shop.reviews, such as "shop.reviews: { stock: the path to it, or a query }\"""");
    }
  }

  @Test
  void saysWhyALoadCannotBeJudged(Freshet freshet) {
    refused(
        () -> assertThat(freshet.rules()).cover("product", connection -> {}),
        "the load scans no table; does it ask the cache, or another database?");
    assertThatIllegalStateException()
        .isThrownBy(() -> assertThat(freshet.rules()).cover("product", Connection::commit))
        .withMessageStartingWith("the load has ended the transaction");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () ->
                assertThat(freshet.rules())
                    .cover("product", connection -> query(connection, "select * from nothing")))
        .withMessageContaining("relation \"nothing\" does not exist");
  }

  private static void readAll(Connection connection) throws SQLException {
    query(
        connection,
        """
        select * from shop.products p
        join shop.variants v on v.product_id = p.id
        join shop.prices x on x.variant_id = v.id
        join shop.product_categories pc on pc.product_id = p.id
        join shop.categories c on c.id = pc.category_id
        """);
    read(connection, "shop.translations", LAMP);
    query(connection, "select * from shop.channels");
  }

  private static void read(Connection connection, String table, UUID product) throws SQLException {
    query(connection, "select * from %s where product_id = '%s'".formatted(table, product));
  }

  private static void query(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        assertThat(rows.getObject(1)).isNotNull();
      }
    }
  }

  private static void connected(Freshet freshet, ThrowingConsumer<Connection> load)
      throws Throwable {
    try (Connection connection = freshet.connection()) {
      load.accept(connection);
    }
  }

  private static String ask(Freshet freshet, String query) throws SQLException {
    try (Connection connection = freshet.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
