package dev.freshet.testkit;

import static dev.freshet.testkit.Changes.inserted;
import static dev.freshet.testkit.Changes.productChanged;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** In one test run. */
class SeveralSchemasIT {

  private static final String RULES = "/shop/rules.yml";
  private static final String SCHEMA = "/shop/schema.sql";

  private static final List<String> catalogs = new ArrayList<>();
  private static final List<String> shops = new ArrayList<>();

  @AfterAll
  static void eachHadItsServersAndSharedThem() {
    assertThat(catalogs).hasSize(1).doesNotContainAnyElementsOf(shops);
    assertThat(shops).hasSize(3).containsOnly(shops.get(0));
  }

  @Nested
  @FreshetTest
  class OfTheCatalog {

    @Test
    void itsRulesAreFollowed(Freshet freshet) {
      catalogs.add(freshet.jdbcUrl());
      assertThat(freshet.apply(productChanged(42).stock(1, 0))).deleted("product:42");
    }
  }

  @Nested
  @FreshetTest(rules = RULES, schema = SCHEMA)
  class OfAShop {

    @Test
    void itsRulesAreFollowed(Freshet freshet) {
      shops.add(freshet.jdbcUrl());
      assertThat(freshet.apply(inserted("shop.stocks").column("variant_id", 7))).deleted("stock:7");
    }

    @Nested
    class AndWithin {

      @Test
      void itsRulesAreFollowed(Freshet freshet) {
        shops.add(freshet.jdbcUrl());
        freshet.cached("stock:7");
        assertThat(freshet.isCached("stock:7")).isTrue();
      }
    }
  }

  @Nested
  @ResourceLock(FreshetExtension.SERVERS)
  class OfAShopByAField {

    @RegisterExtension static final FreshetExtension SHOP = new FreshetExtension(RULES, SCHEMA);

    @Test
    void itsRulesAreFollowed(Freshet freshet) {
      shops.add(SHOP.jdbcUrl());
      assertThat(freshet.isCached("stock:7")).isFalse();
    }
  }
}
