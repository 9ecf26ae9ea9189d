package dev.freshet.rules.explanation;

import static dev.freshet.rules.explanation.TestProducts.PRODUCT;
import static dev.freshet.rules.explanation.TestProducts.of;
import static dev.freshet.rules.explanation.TestProducts.update;
import static dev.freshet.rules.explanation.TestProducts.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.rules.Lookup;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesException;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  @Test
  void aPriceFindsListingsByTheirRange() {
    assertThat(explain(update("price", "20.00")))
        .containsExactly(
            "update products id=42",
            "  product:42: price 10.00 → 20.00; by id (catalog.yml:25)",
            "  products:category:3: if the product is among its first 100 by name, or may move there",
            "  listings: price 10.00 → 20.00: all pages whose price range has only one of the two;"
                + " of those by price, the pages from the old to the new place",
            "  listings: the pages that show the product");
  }

  @Test
  void aMoveFindsBothCategories() {
    assertThat(explain(update("category_id", 7L)))
        .contains(
            "  products:category:3 and products:category:7: category 3 → 7: both category pages",
            "  listings: category 3 → 7: all pages of the one and of the other category");
  }

  @Test
  void ofTheStockOnlyWhetherThereIsAnyCountsForListings() {
    assertThat(explain(update("stock", 0L)))
        .contains("  listings: out of stock: all pages with in_stock");
    assertThat(explain(update("stock", 9L)))
        .containsExactly(
            "update products id=42", "  product:42: stock 1 → 9; by id (catalog.yml:25)");
  }

  @Test
  void aNewNameFindsSearches() {
    assertThat(explain(update("name", "Light")))
        .anyMatch(line -> line.contains("name \"Lamp\" → \"Light\": all pages that search"));
  }

  @Test
  void anAgeThatNothingShowsFindsOnlyOrders() {
    assertThat(explain(update("created_at", "2026-01-02T00:00:00Z")))
        .anyMatch(line -> line.contains("of the pages by newest"))
        .noneMatch(line -> line.contains("that show the product"));
  }

  @Test
  void aNewProductEntersAndADeletedOneLeaves() {
    assertThat(explain(of(Operation.INSERT, null, PRODUCT)))
        .contains("  products:category:3: the product enters it");
    assertThat(explain(of(Operation.DELETE, PRODUCT, null)))
        .contains(
            "  product:42: the row is gone; by id (catalog.yml:25)",
            "  products:category:3: the product leaves it");
  }

  @Test
  void saysWhatIsMissingWhereEverythingIsPurged() {
    assertThat(explain(of(Operation.UPDATE, null, PRODUCT)))
        .contains(
            "  products:category:* and products:list:* and product:*: the row before is missing (replica identity"
                + " is not full?), so any of them may show it");
    assertThat(explain(of(Operation.DELETE, new Row(Map.of("id", 42L)), null)))
        .anyMatch(line -> line.contains("the row before lacks sku, name, category_id"));
  }

  @Test
  void saysWhyNothingIsDeleted() {
    assertThat(explain(update("shelf", "B4")))
        .containsExactly(
            "update products id=42",
            "  nothing: nothing in the cache shows shelf (not known) → B4");
    assertThat(explain(of(Operation.UPDATE, PRODUCT, with("name", Row.UNCHANGED))))
        .containsExactly("update products id=42", "  nothing: no column has changed");
  }

  @Test
  void saysWhatCannotBeUnderstood() {
    assertThat(explain(of(Operation.INSERT, null, new Row(Map.of("sku", "x")))))
        .containsExactly(
            "insert products id=null",
            "  everything that reads products: the row as it is lacks id");
  }

  @Test
  void anImageFindsItsProduct() {
    Row image = new Row(Map.of("product_id", 42L, "position", 1L, "url", "http://x"));

    assertThat(explain(of(TableName.of("product_images"), Operation.DELETE, image, null)))
        .containsExactly(
            "delete product_images product_id=42",
            "  product:42: the row is gone; by product_id (catalog.yml:32)");
  }

  @Test
  void namesTags() throws RulesException {
    Rules rules =
        RulesFile.parse(
            "rules.yml",
            """
            freshet: 1
            kinds:
              page: { key: "page:{id}", pages: true }
              search: { key: "search:{q}", pages: true }
            tables:
              a: { tags: ["shows:{id}", { "in:{b}": id -> b(a_id).id }] }
            """);
    Row before = new Row(Map.of("id", 7L, "n", "x"));
    Row after = new Row(Map.of("id", 7L, "n", "y"));

    assertThat(Explanation.byRule(rules).of(of(TableName.of("a"), Operation.UPDATE, before, after)))
        .containsExactly(
            "update a id=7",
            "  pages tagged shows:7: n x → y; by id (rules.yml:6)",
            "  pages tagged in:{b} that id 7 leads to by id -> b(a_id).id: n x → y");
    assertThat(Explanation.byRule(rules).of(of(TableName.of("a"), Operation.TRUNCATE, null, null)))
        .containsExactly("truncate a", "  page:* and search:*: a was truncated");
  }

  /** One column may lead there and the other not, and a value may be that of both images. */
  @Test
  void namesTheColumnsThatLeadToAKey() throws RulesException {
    Rules rules =
        RulesFile.parse(
            "rules.yml",
            """
            freshet: 1
            kinds:
              item: { key: "item:{id}" }
              pair: { key: "pair:{a}:{b}" }
              page: { key: "page:{id}", pages: true }
            tables:
              links:
                - { item: a, pair: "(a, b)" }
                - { item: b, tags: ["both:{a}:{b}"] }
            """);
    Row before = new Row(Map.of("id", 1L, "a", 4L, "b", 5L, "t", "long"));
    Row after = new Row(Map.of("id", 1L, "a", 5L, "b", Row.UNCHANGED, "t", Row.UNCHANGED));

    assertThat(
            Explanation.byRule(rules)
                .of(of(TableName.of("links"), Operation.UPDATE, before, after)))
        .containsExactly(
            "update links id=1",
            "  item:4: a 4 → 5; by a (rules.yml:8)",
            "  item:5: a 4 → 5; by a (rules.yml:8), b (rules.yml:9)",
            "  pair:4:5: a 4 → 5; by (a, b) (rules.yml:8)",
            "  pair:5:5: a 4 → 5; by (a, b) (rules.yml:8)",
            "  pages tagged both:4:5: a 4 → 5; by (a, b) (rules.yml:9)",
            "  pages tagged both:5:5: a 4 → 5; by (a, b) (rules.yml:9)");
  }

  @Test
  void namesOnlyRulesWhoseConditionsHold() throws RulesException {
    Rules rules =
        RulesFile.parse(
            "rules.yml",
            """
            freshet: 1
            kinds: { item: { key: "item:{id}" } }
            tables:
              images:
                - { when: "type = 'item'", item: owner }
                - { when: "type = 'part'", item: owner }
                - { when: "type = 'item'", item: owner -> parts(id).item }
                - { when: "type = 'part'", item: owner -> parts(id).item }
            """);
    Row image = new Row(Map.of("id", 1L, "type", "part", "owner", 7L));

    assertThat(
            Explanation.byRule(rules)
                .asking(lookups -> new Answers.Found("0/7", Map.of(), Set.of()))
                .of(of(TableName.of("images"), Operation.DELETE, image, null)))
        .containsExactly(
            "delete images id=1",
            "  item:7: the row is gone; by owner (rules.yml:6)",
            "  item:*: the row is gone; where owner 7 leads by owner -> parts(id).item"
                + " (rules.yml:8) is not known");
  }

  @Test
  void saysWhatALookUpWithoutAnAnswerPurges() throws RulesException {
    Rules rules =
        RulesFile.parse(
            "rules.yml",
            """
            freshet: 1
            kinds: { item: { key: "item:{id}" } }
            tables: { a: { item: b -> bs(id).item } }
            """);
    RowChange change =
        of(TableName.of("a"), Operation.INSERT, null, new Row(Map.of("id", 1L, "b", 7L)));

    assertThat(
            Explanation.byRule(rules)
                .asking(lookups -> new Answers.Found("0/0", Map.of(), Set.of()))
                .of(change))
        .contains(
            "  item:*: the row is new (it may be cached as absent or without it); where b 7 leads by"
                + " b -> bs(id).item (rules.yml:3) is not known");
  }

  @Test
  void namesTheKeysThatLookUpsLeadToOnceForEachWay() throws RulesException {
    Rules rules =
        RulesFile.parse(
            "rules.yml",
            """
            freshet: 1
            kinds:
              item: { key: "item:{id}:{channel}", values: { channel: { sql: select slug from channels } } }
            tables:
              a:
                item: b -> bs(id).c -> cs(c).item
              channels: { purge: [item] }
            """);
    RowChange change =
        of(TableName.of("a"), Operation.INSERT, null, new Row(Map.of("id", 1L, "b", 7L)));
    Map<String, List<List<String>>> database =
        Map.of(
            "b -> bs(id).c -> cs(c).item [7]", List.of(List.of("40"), List.of("41")),
            "sql: select slug from channels []", List.of(List.of("eu"), List.of("us")),
            "b -> bs(id).c [7]", List.of(List.of("5"), List.of("6")),
            "c -> cs(c).item [5]", List.of(List.of("40"), List.of("41")),
            "c -> cs(c).item [6]", List.of(List.of("40")));
    Answers answers =
        lookups ->
            new Answers.Found(
                "0/7",
                lookups.stream()
                    .filter(lookup -> database.containsKey(asked(lookup)))
                    .collect(
                        Collectors.toMap(lookup -> lookup, lookup -> database.get(asked(lookup)))),
                Set.of());

    assertThat(Explanation.byRule(rules).asking(answers).of(change))
        .containsExactly(
            "insert a id=1",
            "  item:40:eu, item:40:us, item:41:eu, item:41:us: the row is new (it may be cached as"
                + " absent or without it); b 7 leads there by b -> bs(id).c -> cs(c).item"
                + " (rules.yml:6), looked up at 0/7",
            "    b 7 -> c 5 -> item 40",
            "    b 7 -> c 5 -> item 41",
            "    b 7 -> c 6 -> item 40");
  }

  private static String asked(Lookup lookup) {
    return lookup.source() + " " + lookup.inputs();
  }

  @Test
  void saysOfWhatTheRowAsItWasDoesNotTell() throws RulesException {
    Rules rules =
        RulesFile.parse(
            "rules.yml",
            """
            freshet: 1
            namespace: shop
            kinds: { item: { key: "shop:item:{id}" } }
            tables:
              stocks: { item: item, watch: [left > 0, hidden] }
              settings: { purge: [item], watch: [currency] }
            """);
    RowChange sale =
        of(
            TableName.of("stocks"),
            Operation.UPDATE,
            new Row(Map.of("item", 7L)),
            new Row(Map.of("item", 7L, "left", 3L)));
    RowChange setting =
        of(
            TableName.of("settings"),
            Operation.UPDATE,
            new Row(Map.of("id", 1L, "currency", "EUR")),
            new Row(Map.of("id", 1L, "currency", "USD")));

    assertThat(Explanation.byRule(rules).of(sale))
        .contains(
            "  shop:item:7: left (not known) → 3; not known whether hidden has changed; by"
                + " item (rules.yml:5)");
    assertThat(Explanation.byRule(rules).of(setting))
        .contains(
            "  shop:item:*: a change of settings purges, as the rules say: currency EUR → USD");
  }

  private static List<String> explain(RowChange change) {
    return Explanation.byRule(RulesFile.bundled()).of(change);
  }
}
