package dev.freshet.testkit;

import static dev.freshet.testkit.Changes.categoryChanged;
import static dev.freshet.testkit.Changes.productChanged;
import static dev.freshet.testkit.Changes.productDeleted;
import static dev.freshet.testkit.Changes.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.freshet.catalog.CatalogKeys;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@FreshetTest
class FreshetIT {

  private static final String CATALOG =
      """
      insert into categories (id, slug, name) values (3, 'lamps', 'Lamps'), (7, 'sale', 'Sale');
      insert into products (id, sku, name, category_id, price)
      values (42, 's42', 'Lamp', 3, 10), (43, 's43', 'Torch', 3, 20)
      """;

  @RepeatedTest(2)
  void findsTheCatalogAndTheCacheEmpty(Freshet freshet) throws SQLException {
    assertThat(ask(freshet, "select count(*) from categories")).isEqualTo("0");
    assertThat(freshet.isCached("product:42")).isFalse();
    assertThat(freshet.apply(productChanged(42).price("10.00", "12.00")))
        .deleted("product:42")
        .andNothingElse();

    // The next one finds neither the rows nor the values, and these pages are not registered.
    freshet.sql("insert into categories (slug, name) values ('lamps', 'Lamps')");
    assertThat(ask(freshet, "select id from categories")).isEqualTo("1");
    freshet.cached("product:42", "products:category:1");
    freshet.cachedListing("max_price", "11.00");
  }

  @Test
  void whatIsCommittedDeletesWhatShowsItAndNothingElse(Freshet freshet) throws SQLException {
    freshet.sql(CATALOG);
    freshet.cached("product:42", "product:43", "products:category:3", "products:category:7");
    String cheap = freshet.cachedListing("max_price", "11.00");
    String dear = freshet.cachedListing("min_price", "15.00");

    try (Connection connection = freshet.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("update products set price = 12 where id = 42");
    }

    freshet.awaitInvalidated("product:42", "products:category:3", cheap);
    freshet.awaitApplied();
    assertThat(freshet.isCached("product:43")).isTrue();
    assertThat(freshet.isCached("products:category:7")).isTrue();
    assertThat(freshet.isCached(dear)).isTrue();
  }

  @Test
  void whatWasCommittedBeforeDeletesNothingThatIsCachedAfterwards(Freshet freshet) {
    for (int i = 0; i < 20; i++) {
      freshet.sql("truncate categories cascade", CATALOG);
      freshet.cached("product:42");
      freshet.awaitApplied();
      assertThat(freshet.isCached("product:42")).isTrue();
    }
  }

  @Test
  void awaitsWhatAnotherProgramFills(Freshet freshet) {
    freshet.sql(CATALOG);
    freshet.awaitApplied();
    try (CacheClient reader = CacheClient.connect(freshet.redisUri(), CatalogKeys.NAMESPACE)) {
      reader.fill(CatalogKeys.product(42));
    }
    freshet.awaitCached("product:42");

    freshet.sql("insert into product_images values (42, 1, 'https://example.com/42')");

    freshet.awaitInvalidated("product:42");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> freshet.awaitCached(Duration.ofMillis(50), "product:42"))
        .withMessage("Not cached after 50 ms: product:42");
  }

  @Test
  void saysWhatIsStillCachedAndHowFarTheInvalidatorIs(Freshet freshet) {
    freshet.sql(CATALOG);
    freshet.cached("product:42", "product:43");
    freshet.sql("update products set name = 'Light' where id = 43");

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () -> freshet.awaitInvalidated(Duration.ofMillis(500), "product:42", "product:43"))
        .withMessageStartingWith(
            "Still cached after 500 ms: product:42. Everything that is committed has been applied,"
                + " so no commit makes it wrong: is the change committed, and does it alter what is"
                + " cached there? The invalidator runs, and has applied the write-ahead log up to ")
        .withMessageContaining("It printed last:\n")
        .withMessageContaining("[cdc-invalidator]");
  }

  @Test
  void refusesToAwaitWhatWasNotCached(Freshet freshet) {
    assertThatIllegalStateException()
        .isThrownBy(() -> freshet.awaitInvalidated("product:42"))
        .withMessageStartingWith("product:42 was not in the cache, so it cannot be awaited to go");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> freshet.cached("products:list:0123456789abcdef"))
        .withMessageContaining("use cachedListing");
    assertThatIllegalArgumentException().isThrownBy(() -> freshet.isCached("product:x"));
  }

  @Test
  void appliesChangesThatNoDatabaseHas(Freshet freshet) {
    freshet.cached("product:42", "product:43", "products:category:3", "products:category:7");
    String lamps = freshet.cachedListing("category_id", "3", "sort", "-price");
    String sale = freshet.cachedListing("category_id", "7");
    String others = freshet.cachedListing("category_id", "8");
    Change move = productChanged(42).category(3, 7);

    Invalidations invalidations = freshet.apply(move);

    assertThat(invalidations)
        .deleted("product:42", "products:category:3", "products:category:7", lamps, sale)
        .kept("product:43", others)
        .andNothingElse();
    assertThat(invalidations.explanation())
        .contains(
            "update products id=42", "  product:42: category_id 3 → 7; by id (catalog.yml:25)")
        .anyMatch(line -> line.contains(lamps) && line.endsWith("it leaves: category 7 is not 3"))
        .hasSize(6);
    assertThat(freshet.isCached(lamps)).isFalse();
    assertThat(freshet.isCached(others)).isTrue();
    // A page that is gone is registered again by the next reader, not before.
    assertThat(freshet.apply(move)).deleted("product:42").andNothingElse();
  }

  @Test
  void appliesSeveralChangesAndPurges(Freshet freshet) {
    freshet.cached("product:41", "products:category:7");
    String all = freshet.cachedListing();

    assertThat(freshet.apply(productDeleted(42), categoryChanged(7)))
        .deleted("product:42", "products:category:7", all)
        .andNothingElse();
    assertThat(freshet.apply(truncated("product_images")))
        .purged(CatalogKeys.PRODUCT)
        .andNothingElse();
    assertThat(freshet.isCached("product:41")).isFalse();
  }

  @Test
  void refusesChangesOfTablesThatNoRuleIsAbout(Freshet freshet) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> freshet.apply(truncated("orders")))
        .withMessage(
            "no table whose changes matter: 'orders'; there are categories, product_images,"
                + " products");
  }

  @Test
  void replaysARecordingAsOftenAsOneLikes(Freshet freshet) {
    freshet.cached("product:42", "product:43", "products:category:7");
    String cheap = freshet.cachedListing("max_price", "15");

    assertThat(freshet.replay("/price-change.jsonl"))
        .deleted("product:42", "products:category:7", cheap)
        .andNothingElse();
    assertThat(freshet.replay("/price-change.jsonl"))
        .deleted("product:42", "products:category:7")
        .andNothingElse();
    assertThat(freshet.isCached("product:43")).isTrue();
  }

  @Test
  void appliesNothingOfARecordingThatIsCutOff(Freshet freshet) {
    freshet.cached("product:42");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> freshet.replay("/cut-off.jsonl"))
        .withMessageStartingWith("/cut-off.jsonl is cut off behind 2 changes");
    assertThat(freshet.isCached("product:42")).isTrue();
  }

  private static String ask(Freshet freshet, String query) throws SQLException {
    try (Connection connection = freshet.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
