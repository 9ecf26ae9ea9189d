package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.CategoryView.Line;
import com.example.shop.ProductView.Offer;
import dev.freshet.testkit.Freshet;
import dev.freshet.testkit.FreshetExtension;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** The whole: JPA, SQL and batches write, the invalidator deletes, methods are fresh. */
@SpringBootTest
@ResourceLock(FreshetExtension.SERVERS)
class ShopIT {

  @RegisterExtension
  static final FreshetExtension FRESHET =
      new FreshetExtension("/rules.yml", "/db/migration/V1__shop.sql");

  @Autowired Storefront storefront;
  @Autowired Backoffice backoffice;
  @Autowired Variants variants;
  @Autowired TransactionTemplate transactions;
  @Autowired JdbcTemplate jdbc;

  @DynamicPropertySource
  static void servers(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", FRESHET::jdbcUrl);
    registry.add("freshet.redis.uri", FRESHET::redisUri);
    // The test kit has made the tables.
    registry.add("spring.flyway.enabled", () -> "false");
  }

  @BeforeEach
  void fill(Freshet freshet) {
    freshet.sql(
        "insert into product values (1, 'Lamp'), (2, 'Torch')",
        "insert into variant values (7, 1, 'L-7', 10), (8, 1, 'L-8', 12), (9, 2, 'T-9', 5)",
        "insert into category values (3, 'Lights'), (4, 'Gifts')",
        "insert into product_category values (1, 3), (2, 3)");
    freshet.awaitApplied();
    assertThat(lamp().offers().get(0).price()).isEqualByComparingTo("10");
    assertThat(lights().products()).hasSize(2);
    freshet.awaitCached("shop:product:1", "shop:category:3");
  }

  @Test
  void aWriteByJpaIsSeenWhenItReturns() {
    assertThat(backoffice.price(7, new BigDecimal("8.00")))
        .hasValueSatisfying(written -> assertThat(written.applied()).isTrue());
    assertThat(lamp().offers()).contains(new Offer("L-7", new BigDecimal("8.00")));
    assertThat(lights().products()).contains(new Line(1, "Lamp", new BigDecimal("8.00")));
    assertThat(backoffice.price(99, BigDecimal.ONE)).isEmpty();
  }

  @Test
  void aWriteBySqlIsSeenWhenItIsApplied(Freshet freshet) {
    freshet.sql("update variant set price = 3 where id = 7");
    freshet.awaitApplied();
    assertThat(lamp().offers().get(0).price()).isEqualByComparingTo("3");
  }

  @Test
  void aBatchAndALinkAreSeen(Freshet freshet) {
    jdbc.batchUpdate(
        "update variant set price = price + ? where id = ?",
        List.of(new Object[] {1, 7L}, new Object[] {1, 8L}, new Object[] {1, 9L}));
    jdbc.update("insert into product_category values (1, 4)");
    freshet.awaitApplied();
    assertThat(lights().products())
        .extracting(Line::from)
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactly(new BigDecimal(11), new BigDecimal(6));
    assertThat(lamp().categories()).containsExactly("Gifts", "Lights");
  }

  @Test
  void aVariantThatMovesIsGoneFromOneAndThereInTheOther(Freshet freshet) {
    assertThat(storefront.product(2).orElseThrow().offers()).hasSize(1);
    freshet.sql("update variant set product_id = 2 where id = 7");
    freshet.awaitApplied();
    assertThat(lamp().offers()).extracting(Offer::sku).containsExactly("L-8");
    assertThat(storefront.product(2).orElseThrow().offers())
        .extracting(Offer::sku)
        .containsExactly("L-7", "T-9");
  }

  @Test
  void whatIsRolledBackWasNeverCached(Freshet freshet) {
    transactions.executeWithoutResult(
        status -> {
          Variant variant = variants.findById(7L).orElseThrow();
          variant.setPrice(new BigDecimal("999.00"));
          variants.flush();
          assertThat(lamp().offers()).contains(new Offer("L-7", new BigDecimal("999.00")));
          status.setRollbackOnly();
        });
    freshet.awaitApplied();
    assertThat(lamp().offers().get(0).price()).isEqualByComparingTo("10");
  }

  @Test
  void theRulesForgetNoTable(Freshet freshet) {
    freshet.sql("insert into product_category values (1, 4)");
    freshet.awaitApplied();
    assertThat(freshet.rules()).cover("product", () -> storefront.product(1));
    freshet.sql("update category set name = 'Lamps and lights' where id = 3");
    freshet.awaitApplied();
    assertThat(freshet.rules()).cover("category", () -> storefront.category(3));
  }

  private ProductView lamp() {
    return storefront.product(1).orElseThrow();
  }

  private CategoryView lights() {
    return storefront.category(3).orElseThrow();
  }
}
