package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.keys.RowId;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableFacts;
import dev.freshet.rules.TableName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeysTest {

  private static final Rules CATALOG = RulesFile.bundled();

  @Test
  void parametersOfTheSameListingHaveTheSameKey() {
    assertThat(Keys.listing(CATALOG, "category_id", "3", "max_price", "11"))
        .isEqualTo(Keys.listing(CATALOG, "max_price", "11.00", "page", "1", "category_id", "3"));
  }

  @Test
  void aCategoryHasAnIdOfTheTypeThatTheMatchersTableHas() throws Exception {
    Rules items =
        RulesFile.parse(
            "rules.yml",
            """
            freshet: 1
            namespace: shop
            kinds: { listing: { key: "shop:list:{hash:hex16}", pages: true } }
            matchers:
              items:
                use: catalog-listings
                columns: { id: id, sku: sku, name: name, category: rayon, price: price,
                  currency: currency, in_stock: stock > 0, created: created_at }
            tables: { items: { match: items } }
            """);
    String id = "3f9b3a1e-8f1c-4c60-9d4c-1f0e1a2b3c4d";

    assertThat(Keys.listing(having(items, "uuid"), "category_id", id, "sort", "-price"))
        .isEqualTo(Keys.listing(items, "sort", "-price").in(new RowId(id)));
    assertThat(Keys.listing(having(items, "integer"), "category_id", "3"))
        .isEqualTo(Keys.listing(CATALOG, "category_id", "3"));
    for (Rules integers : List.of(CATALOG, items, having(items, "integer"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Keys.listing(integers, "category_id", id))
          .withMessageStartingWith("category_id must be ");
    }
  }

  private static Rules having(Rules rules, String type) {
    return rules.with(
        Map.of(
            TableName.of("items"),
            new TableFacts("public.items", Map.of("rayon", type), List.of("id"))));
  }

  @Test
  void refusesParametersThatTheApiWouldRefuse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keys.listing(CATALOG, "sort", "colour"))
        .withMessageStartingWith("sort must be ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keys.listing(CATALOG, "max_price", "cheap"))
        .withMessageStartingWith("max_price must be ");
  }

  @Test
  void refusesParametersThatListingsDoNotHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keys.listing(CATALOG, "colour", "red"))
        .withMessage(
            "no parameter 'colour' of listings; there are category_id, min_price, max_price,"
                + " in_stock, q, sort, page, page_size");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keys.listing(CATALOG, "sort"))
        .withMessage("names and values in turn: there is no value for sort");
  }
}
