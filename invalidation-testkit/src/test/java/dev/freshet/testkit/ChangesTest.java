package dev.freshet.testkit;

import static dev.freshet.testkit.Changes.categoryChanged;
import static dev.freshet.testkit.Changes.categoryCreated;
import static dev.freshet.testkit.Changes.categoryDeleted;
import static dev.freshet.testkit.Changes.deleted;
import static dev.freshet.testkit.Changes.imageAdded;
import static dev.freshet.testkit.Changes.imageChanged;
import static dev.freshet.testkit.Changes.imageDeleted;
import static dev.freshet.testkit.Changes.inserted;
import static dev.freshet.testkit.Changes.productChanged;
import static dev.freshet.testkit.Changes.productCreated;
import static dev.freshet.testkit.Changes.productDeleted;
import static dev.freshet.testkit.Changes.truncated;
import static dev.freshet.testkit.Changes.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.explanation.Explanation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ChangesTest {

  @Test
  void anUpdateAltersWhatTheTestSaysAndNothingElse() {
    RowChange change = productChanged(42).category(3).price("10", "12.5").toRowChange();

    assertThat(change.before().orElseThrow().columns())
        .containsEntry("id", 42L)
        .containsEntry("category_id", 3L)
        .containsEntry("price", "10.00");
    assertThat(change.after().orElseThrow().columns())
        .containsEntry("price", "12.50")
        .usingRecursiveComparison()
        .ignoringFields("price")
        .isEqualTo(change.before().orElseThrow().columns());
    assertThat(explain(productChanged(42).price("10", "12.5"))).startsWith("update products id=42");
    assertThat(explain(productChanged(42).price("10", "12.5")))
        .contains("product:42: price 10.00 → 12.50");
  }

  @Test
  void everyBuilderMakesAChangeThatTheRulesUnderstand() {
    assertThat(explain(productChanged(42).category(3, 7)))
        .contains("category 3 → 7: both category pages");
    assertThat(explain(productChanged(42).stock(1, 0))).contains("out of stock");
    assertThat(explain(productChanged(42).stock(5))).contains("nothing: no column has changed");
    assertThat(explain(productChanged(42).name("Lamp", "Light"))).contains("name Lamp → Light");
    assertThat(explain(productChanged(42).column("attributes", "{}", "{\"w\":1}")))
        .contains("product:42: attributes {} → {\"w\":1}");
    assertThat(explain(productCreated(42).category(7).price("9.99").stock(0).name("Lamp")))
        .contains("insert products id=42", "products:category:7: the product enters it")
        .contains("category 7, price 9.99, out of stock and the name \"Lamp\"");
    assertThat(explain(productDeleted(42).column("sku", "s")))
        .contains("delete products id=42", "products:category:1: the product leaves it");
    assertThat(explain(imageAdded(42))).contains("product:42: the row is new");
    assertThat(explain(imageChanged(42))).contains("product:42: url ");
    assertThat(explain(imageDeleted(42))).contains("product:42: the row is gone");
    assertThat(explain(categoryCreated(3))).contains("products:category:3: the row is new");
    assertThat(explain(categoryChanged(3))).contains("products:category:3: name ");
    assertThat(explain(categoryDeleted(3))).contains("products:category:3: the row is gone");
    assertThat(explain(truncated("product_images"))).contains("product:*");
  }

  @Test
  void whatNoRowCanHaveIsRefused() {
    refused(() -> productChanged(0), "an id is a whole number from 1, not 0");
    refused(() -> imageAdded(-1), "an id is a whole number from 1, not -1");
    refused(() -> categoryChanged(0), "an id is a whole number from 1, not 0");
    refused(
        () -> productChanged(42).price("10.00", "12,00"),
        "a price has 1 to 10 digits, and a point and 1 or 2 digits if need be, such as 12.50;"
            + " not '12,00'");
    refused(() -> productCreated(42).stock(-1), "a stock is not negative and an integer, not -1");
    refused(() -> productChanged(42).category(0), "an id is a whole number from 1, not 0");
    refused(
        () -> productChanged(42).column("colour", "red"),
        "no column 'colour' of a product to set; there are attributes, category_id, created_at,"
            + " currency, description, name, price, sku, stock, updated_at");
    refused(
        () -> productChanged(42).column("stock", "many"), "stock is an int or a long, not 'many'");
    refused(
        () -> productChanged(42).column("currency", "euro"),
        "a currency has three letters, such as USD; not euro");
    refused(
        () -> productChanged(42).column("created_at", "today"),
        "created_at is a time such as 2026-01-01T00:00:00Z, not 'today'");
    refused(() -> truncated("a.b.c"), "not the name of a table: a.b.c");
  }

  @Test
  void aRowOfAnyTableHasWhatTheTestSays() {
    RowChange update =
        updated("shop.prices").column("variant_id", 7).column("amount", 10, null).toRowChange();

    assertThat(update.table()).hasToString("shop.prices");
    assertThat(update.operation()).isEqualTo(Operation.UPDATE);
    assertThat(update.before().orElseThrow().columns())
        .isEqualTo(Map.of("variant_id", 7L, "amount", 10L));
    assertThat(update.after().orElseThrow().columns())
        .isEqualTo(Map.of("variant_id", 7L, "amount", Row.NULL));

    RowChange insert =
        inserted("labels")
            .column("id", new UUID(0, 1))
            .column("price", new BigDecimal("1.50"))
            .column("shown", true)
            .toRowChange();
    assertThat(insert.before()).isEmpty();
    assertThat(insert.after().orElseThrow().columns())
        .isEqualTo(
            Map.of("id", "00000000-0000-0000-0000-000000000001", "price", "1.50", "shown", true));

    RowChange delete = deleted("labels").column("id", (short) 5).toRowChange();
    assertThat(delete.after()).isEmpty();
    assertThat(delete.before().orElseThrow().columns()).isEqualTo(Map.of("id", 5L));
  }

  private static String explain(Change change) {
    List<String> lines = Explanation.byRule(RulesFile.bundled()).of(change.toRowChange());
    return String.join("\n", lines);
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
