package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.CategoryView.From;
import com.example.shop.CategoryView.Line;
import com.example.shop.ProductView.CategoryName;
import com.example.shop.ProductView.InStock;
import com.example.shop.ProductView.Offer;
import dev.freshet.testkit.Freshet;
import dev.freshet.testkit.FreshetTest;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The whole: JPA, SQL and batches write, the invalidator deletes, methods are fresh. */
@SpringBootTest(properties = "spring.flyway.enabled=false") // the test kit makes the tables
@FreshetTest(rules = "/rules.yml", schema = "/db/migration/V1__shop.sql")
class ShopIT {

  @Autowired Storefront storefront;
  @Autowired Backoffice backoffice;
  @Autowired Variants variants;
  @Autowired TransactionTemplate transactions;
  @Autowired JdbcTemplate jdbc;

  @BeforeEach
  void fill(Freshet freshet) {
    freshet.sql(
        "insert into channel values (1, 'eu', 'EUR'), (2, 'us', 'USD')",
        "insert into product values (1, 'Lamp'), (2, 'Torch')",
        "alter table product alter column id restart with 3",
        "insert into product_translation values (1, 1, 'DE', 'Lampe')",
        "insert into variant values (7, 1, 'L-7', 'Small'), (8, 1, 'L-8', 'Large'), (9, 2, 'T-9', 'Any')",
        "insert into price values (1, 7, 1, 10), (2, 8, 1, 12), (3, 9, 1, 5), (4, 7, 2, 11)",
        "insert into warehouse values (1, 'North')",
        "insert into stock values (1, 7, 1, 40)",
        "insert into image values (1, 'product', 1, '/lamp.jpg'), (2, 'variant', 7, '/small.jpg')",
        "insert into category values (3, 'Lights'), (4, 'Gifts')",
        "insert into product_category values (1, 3), (2, 3)");
    freshet.awaitApplied();
    assertThat(lamp().offers().get(0).price()).isEqualByComparingTo("10");
    assertThat(lights().products()).hasSize(2);
    freshet.awaitCached("shop:product:1:eu:EN", "shop:category:3:eu");
  }

  @Test
  void aWriteByJpaIsSeenWhenItReturns() {
    assertThat(backoffice.price(7, "eu", new BigDecimal("8.00")))
        .hasValueSatisfying(written -> assertThat(written.applied()).isTrue());
    assertThat(prices(lamp())).containsExactly("8.00", "12.00");
    assertThat(lights().products())
        .contains(new Line(1, "Lamp", new From(7, new BigDecimal("8.00"))));
    assertThat(backoffice.price(99, "eu", BigDecimal.ONE)).isEmpty();
    assertThat(backoffice.price(8, "us", BigDecimal.ONE)).isEmpty();
  }

  @Test
  void aProductComesChangesAndGoes() {
    long made = backoffice.create("Candle", List.of(3L)).orElseThrow().value();
    assertThat(lights().products()).extracting(Line::name).contains("Candle");
    assertThat(backoffice.change(made, "Candles", List.of(4L))).isPresent();
    assertThat(lights().products()).extracting(Line::id).doesNotContain(made);
    assertThat(product(made).categories()).extracting(CategoryName::name).containsExactly("Gifts");
    assertThat(backoffice.delete(made)).isPresent();
    assertThat(storefront.product(made, "eu", Language.EN)).isEmpty();
    assertThat(backoffice.delete(made)).isEmpty();
  }

  @Test
  void aWriteBySqlIsSeenWhenItIsApplied(Freshet freshet) {
    freshet.sql("update price set amount = 3 where variant_id = 7");
    freshet.awaitApplied();
    assertThat(prices(lamp())).containsExactly("3.00", "12.00");
  }

  @Test
  void whateverAProductShowsIsSeen(Freshet freshet) {
    freshet.sql(
        "update product_translation set name = 'Leuchte'",
        "update stock set quantity = 39",
        "update warehouse set name = 'South'",
        "update image set url = '/new.jpg' where owner_type = 'variant'",
        "update image set owner_id = 2 where owner_type = 'product'",
        "update channel set currency = 'EURO' where code = 'eu'");
    freshet.awaitApplied();
    assertThat(storefront.product(1, "eu", Language.DE))
        .contains(
            new ProductView(
                1,
                "Leuchte",
                "EURO",
                List.of(
                    new Offer(
                        7,
                        "L-7",
                        "Small",
                        new BigDecimal("10.00"),
                        List.of(new InStock(1, "South", 39)),
                        List.of("/new.jpg")),
                    new Offer(8, "L-8", "Large", new BigDecimal("12.00"), List.of(), List.of())),
                List.of(new CategoryName(3, "Lights")),
                List.of()));
  }

  @Test
  void aBatchAndALinkAreSeen(Freshet freshet) {
    jdbc.batchUpdate(
        "update price set amount = amount + ? where id = ?",
        List.of(new Object[] {1, 1L}, new Object[] {1, 2L}, new Object[] {1, 3L}));
    jdbc.update("insert into product_category values (1, 4)");
    freshet.awaitApplied();
    assertThat(lights().products())
        .extracting(Line::from)
        .containsExactly(new From(7, new BigDecimal("11.00")), new From(9, new BigDecimal("6.00")));
    assertThat(lamp().categories())
        .containsExactly(new CategoryName(3, "Lights"), new CategoryName(4, "Gifts"));
  }

  @Test
  void aVariantThatMovesIsGoneFromOneAndThereInTheOther(Freshet freshet) {
    assertThat(product(2).offers()).hasSize(1);
    assertThat(backoffice.changeVariant(7, "Tiny", 2)).isPresent();
    assertThat(lamp().offers()).extracting(Offer::sku).containsExactly("L-8");
    assertThat(product(2).offers()).extracting(Offer::title).containsExactly("Tiny", "Any");
  }

  @Test
  void aPageGoesWithWhatItShowsAndWithNothingElse(Freshet freshet) {
    freshet.sql("insert into product select id, 'New' from generate_series(11, 20) id");
    freshet.awaitApplied();
    assertThat(novelties().products()).hasSize(10).extracting(Line::name).containsOnly("New");

    freshet.sql("update price set amount = 1 where variant_id = 7");
    freshet.awaitApplied();
    assertThat(freshet.isCached("shop:novelties:eu")).as("it does not show the lamp").isTrue();

    freshet.sql("update variant set product_id = 15 where id = 7");
    freshet.awaitApplied();
    assertThat(novelties().products())
        .contains(new Line(15, "New", new From(7, new BigDecimal("1.00"))));
    freshet.sql("update price set amount = 2 where variant_id = 7");
    freshet.awaitApplied();
    assertThat(novelties().products())
        .contains(new Line(15, "New", new From(7, new BigDecimal("2.00"))));
    freshet.sql("delete from product where id = 20");
    freshet.awaitApplied();
    assertThat(novelties().products()).extracting(Line::id).contains(2L).doesNotContain(20L);
  }

  private NoveltiesView novelties() {
    return storefront.novelties("eu").orElseThrow();
  }

  @Test
  void whatIsRolledBackWasNeverCached(Freshet freshet) {
    transactions.executeWithoutResult(
        status -> {
          Variant variant = variants.findById(7L).orElseThrow();
          variant.setTitle("Never");
          variants.flush();
          assertThat(lamp().offers()).extracting(Offer::title).contains("Never");
          status.setRollbackOnly();
        });
    freshet.awaitApplied();
    assertThat(lamp().offers()).extracting(Offer::title).containsExactly("Small", "Large");
  }

  @Test
  void theRulesForgetNoTable(Freshet freshet) {
    freshet.sql("update product_translation set name = 'Leuchte'");
    freshet.awaitApplied();
    assertThat(freshet.rules()).cover("product", () -> storefront.product(1, "eu", Language.DE));
    freshet.sql("update category set name = 'Lamps and lights' where id = 3");
    freshet.awaitApplied();
    assertThat(freshet.rules()).cover("category", () -> storefront.category(3, "eu"));
  }

  private ProductView lamp() {
    return product(1);
  }

  private ProductView product(long id) {
    return storefront.product(id, "eu", Language.EN).orElseThrow();
  }

  private static List<String> prices(ProductView product) {
    return product.offers().stream().map(offer -> offer.price().toPlainString()).toList();
  }

  private CategoryView lights() {
    return storefront.category(3, "eu").orElseThrow();
  }
}
