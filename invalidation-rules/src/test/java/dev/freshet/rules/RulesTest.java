package dev.freshet.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RulesTest {

  private static final Kind PRODUCT = new Kind("product");
  private static final Kind CATEGORY = new Kind("category");

  private static final String HEAD =
      """
      freshet: 1
      kinds:
        product: { key: "p:{id}" }
        category: { key: "c:{id}" }
      tables:
        others: { purge: [product, category] }
      """;

  @Test
  void anOwnColumnLeadsToItsKey() {
    Rules rules = rules("  variants: { product: product_id }");

    assertThat(targets(rules, insert("variants", row("product_id", 7L)))).containsExactly("p:7");
    assertThat(targets(rules, delete("variants", row("product_id", 7L)))).containsExactly("p:7");
    assertThat(targets(rules, update("variants", row("product_id", 7L), row("product_id", 8L))))
        .containsExactlyInAnyOrder("p:7", "p:8");
  }

  @Test
  void aNullLeadsNowhere() {
    Rules rules = rules("  variants: { product: product_id }");

    assertThat(rules.affectedBy(insert("variants", row("product_id", Row.NULL))))
        .isEqualTo(AffectedKeys.NONE);
  }

  @Test
  void whatIsNotKnownOfTheOldRowPurges() {
    Rules rules = rules("  variants: { product: product_id }");

    assertThat(rules.affectedBy(delete("variants", row("id", 1L))).purges())
        .isEqualTo(Map.of(PurgeReason.IMAGE, Set.of(PRODUCT)));
    assertThat(
            rules
                .affectedBy(update("variants", row("id", 1L), row("id", 1L, "product_id", 8L)))
                .purges())
        .isEqualTo(Map.of(PurgeReason.IMAGE, Set.of(PRODUCT)));
    assertThatThrownBy(() -> rules.affectedBy(insert("variants", row("id", 1L))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("product_id");
  }

  @Test
  void anUntouchedValueIsTheOldOne() {
    Rules rules = rules("  variants: { product: sku }");

    assertThat(
            targets(
                rules,
                update("variants", row("sku", "a", "x", 1), row("sku", Row.UNCHANGED, "x", 2))))
        .containsExactly("p:a");
  }

  @Test
  void bothImagesAreLookedUp() {
    Rules rules = rules("  prices: { product: variant_id -> variants.product_id }");

    assertThat(
            rules
                .affectedBy(update("prices", row("variant_id", 1L), row("variant_id", 2L)))
                .lookups())
        .extracting(Lookup::inputs)
        .containsExactlyInAnyOrder(List.of("1"), List.of("2"));
  }

  /** Also of tables that the file does not name: their rows lead to what the rest finds. */
  @Test
  void theTablesThatAPathComesByHaveRulesOfTheirOwn() {
    Rules rules =
        rules(
            "  prices: { product: variant_id -> variants(id).group_id -> groups(id).product_id }");

    assertThat(rules.tables())
        .containsExactlyInAnyOrder(
            TableName.of("others"),
            TableName.of("prices"),
            TableName.of("variants"),
            TableName.of("groups"));
    assertThat(rules.isLink(TableName.of("variants"))).isTrue();
    assertThat(rules.isLink(TableName.of("prices"))).isFalse();
    AffectedKeys moved =
        rules.affectedBy(
            update("variants", row("id", 1L, "group_id", 5L), row("id", 1L, "group_id", 6L)));
    assertThat(moved.lookups())
        .extracting(Lookup::inputs)
        .containsExactlyInAnyOrder(List.of("5"), List.of("6"));
    assertThat(moved.lookups()).allMatch(lookup -> rules.depth(lookup) == 1);
    assertThat(targets(rules, delete("groups", row("id", 5L, "product_id", 7L))))
        .containsExactly("p:7");
    assertThat(
            rules.affectedBy(
                update(
                    "groups",
                    row("id", 5L, "product_id", 7L, "name", "a"),
                    row("id", 5L, "product_id", 7L, "name", "b"))))
        .isEqualTo(AffectedKeys.NONE);
  }

  @Test
  void severalColumnsAreMatchedAndWrittenInTheirOrder() {
    Rules rules =
        rules(
            "  lines: { pair: \"(a, b) -> pairs(x, y).(b, a)\" }",
            """
            freshet: 1
            kinds:
              product: { key: "p:{id}" }
              pair: { key: "pair:{one}:{two}" }
            tables:
              others: { purge: [product] }
            """);

    Lookup lookup =
        rules.affectedBy(insert("lines", row("a", 1L, "b", 2L))).lookups().iterator().next();
    assertThat(lookup.inputs()).containsExactly("1", "2");
    assertThat(keys(rules, new Target(new Kind("pair"), List.of("3", "4"))))
        .containsExactly("pair:3:4");
  }

  @Test
  void onlyWatchedColumnsCount() {
    Rules rules = rules("  products: { product: id, watch: [name, stock > 0] }");
    Row old = row("id", 1L, "name", "a", "stock", 3, "views", 1);

    assertThat(targets(rules, update("products", old, with(old, "views", 2)))).isEmpty();
    assertThat(targets(rules, update("products", old, with(old, "stock", 2)))).isEmpty();
    assertThat(targets(rules, update("products", old, with(old, "stock", 0))))
        .containsExactly("p:1");
    assertThat(targets(rules, update("products", old, with(old, "stock", Row.NULL))))
        .containsExactly("p:1");
    assertThat(targets(rules, update("products", old, with(old, "name", "b"))))
        .containsExactly("p:1");
    assertThat(targets(rules, update("products", old, with(old, "id", 2L))))
        .containsExactlyInAnyOrder("p:1", "p:2");
    assertThat(targets(rules, update("products", row("id", 1L), old))).containsExactly("p:1");
  }

  @Test
  void ignoredColumnsDoNotCount() {
    Rules rules = rules("  products: { product: id, ignore: [views] }");
    Row old = row("id", 1L, "name", "a", "views", 1);

    assertThat(targets(rules, update("products", old, with(old, "views", 2)))).isEmpty();
    assertThat(targets(rules, update("products", old, with(old, "name", "b"))))
        .containsExactly("p:1");
  }

  /** A text that is no number to Java may be one to PostgreSQL. */
  @Test
  void aComparisonThatCannotBeDecidedCounts() {
    Rules rules = rules("  products: { product: id, watch: [stock > 0] }");
    String many = "9".repeat(200);

    assertThat(
            targets(
                rules,
                update("products", row("id", 1L, "stock", many), row("id", 1L, "stock", "0"))))
        .containsExactly("p:1");
    assertThat(
            targets(
                rules,
                update("products", row("id", 1L, "stock", "NaN"), row("id", 1L, "stock", "0"))))
        .containsExactly("p:1");
  }

  @Test
  void aConditionIsJudgedOfEachImage() {
    Rules rules = rules("  images: { product: owner_id, when: \"owner = 'product'\" }");
    Row product = row("owner", "product", "owner_id", 1L);
    Row other = row("owner", "other", "owner_id", 2L);

    assertThat(targets(rules, insert("images", product))).containsExactly("p:1");
    assertThat(targets(rules, insert("images", other))).isEmpty();
    assertThat(targets(rules, update("images", product, other))).containsExactly("p:1");
    assertThat(targets(rules, update("images", other, product))).containsExactly("p:1");
    assertThat(targets(rules, delete("images", row("owner_id", 3L)))).containsExactly("p:3");
  }

  @Test
  void aRuleMayPurge() {
    Rules rules = rules("  settings: { purge: [category], watch: [theme] }");

    assertThat(rules.affectedBy(insert("settings", row("theme", "x"))).purges())
        .isEqualTo(Map.of(PurgeReason.RULE, Set.of(CATEGORY)));
    assertThat(rules.affectedBy(update("settings", row("theme", "x"), row("theme", "x"))))
        .isEqualTo(AffectedKeys.NONE);
  }

  @Test
  void aTruncatePurgesWhatTheTableLeadsTo() {
    Rules rules =
        rules(
            """
              prices: { product: variant_id -> variants(id).product_id }
              categories: { category: id }
            """);

    RowChange truncated =
        change("variants", Operation.TRUNCATE, Optional.empty(), Optional.empty());
    assertThat(rules.affectedBy(truncated).purges())
        .isEqualTo(Map.of(PurgeReason.TRUNCATE, Set.of(PRODUCT)));
  }

  @Test
  void aQueryIsAskedForEachImageAlsoWithNulls() {
    Rules rules =
        rules("  labels: { product: { sql: \"select id from p where l = :label::text\" } }");

    assertThat(
            rules.affectedBy(update("labels", row("label", "a"), row("label", Row.NULL))).lookups())
        .extracting(Lookup::inputs)
        .containsExactlyInAnyOrder(List.of("a"), Collections.singletonList(null));
  }

  @Test
  void aQueryIsDeeperThanTheRulesOfWhatItReads() {
    Rules rules =
        rules(
                """
                  labels: { product: { sql: select id from variants } }
                  variants: { product: id -> a(x).y -> b(x).y }
                """)
            .reading(Map.of("select id from variants", Set.of(TableName.of("variants"))));
    Lookup lookup =
        rules.affectedBy(insert("labels", row("label", "a"))).lookups().iterator().next();

    assertThat(rules.depth(lookup)).isEqualTo(3);
    assertThat(rules.isLink(TableName.of("variants"))).isTrue();
  }

  @Test
  void eachListedValueHasAKey() {
    Rules rules =
        rules(
            "  products: { product: id }",
            """
            freshet: 1
            kinds:
              product: { key: ["p:{id}:{channel}", "q:{channel}:{id}"], values: { channel: [eu, us] } }
            tables:
            """);

    assertThat(targets(rules, insert("products", row("id", 1L))))
        .containsExactlyInAnyOrder("p:1:eu", "p:1:us", "q:eu:1", "q:us:1");
  }

  @Test
  void whatADatabaseKnowsMakesTheSameRulesElsewhere() {
    Rules written =
        rules(
            """
              prices: { product: variant_id -> variants.product_id, watch: [amount > 0] }
              labels: { product: { sql: select id from l where label = :label } }
            """);
    Rules known =
        written
            .with(
                Map.of(
                    TableName.of("variants"),
                    new TableFacts("public.variants", Map.of("id", "bigint"), List.of("id")),
                    TableName.of("prices"),
                    new TableFacts("public.prices", Map.of("amount", "numeric"), List.of("id")),
                    TableName.of("labels"),
                    new TableFacts("public.labels", Map.of("label", "citext"), List.of())))
            .reading(
                Map.of("select id from l where label = :label", Set.of(TableName.of("labels"))));
    RowChange change = insert("prices", row("variant_id", 7L, "amount", "1"));
    Rules elsewhere = written.with(known.facts());

    assertThat(elsewhere.facts()).isEqualTo(known.facts());
    assertThat(elsewhere.fingerprints()).isEqualTo(known.fingerprints());
    assertThat(elsewhere.affectedBy(change)).isEqualTo(known.affectedBy(change));
    assertThat(elsewhere.affectedBy(change)).isNotEqualTo(written.affectedBy(change));
    assertThat(known.looksUp()).isTrue();
    assertThat(rules("  variants: { product: product_id }").looksUp()).isFalse();
  }

  @Test
  void otherRulesOfAKindHaveAnotherFingerprint() {
    Map<Kind, String> rules =
        rules("  a: { product: id, category: id }\n  b: { category: x }").fingerprints();

    assertThat(rules("  b: { category: x }\n  a: { category: id, product: id }").fingerprints())
        .isEqualTo(rules);
    Map<Kind, String> others =
        rules("  a: { product: id, category: id }\n  b: { category: y }").fingerprints();
    assertThat(others.get(PRODUCT)).isEqualTo(rules.get(PRODUCT));
    assertThat(others.get(CATEGORY)).isNotEqualTo(rules.get(CATEGORY));
  }

  private static Rules rules(String tables) {
    return rules(tables, HEAD);
  }

  private static Rules rules(String tables, String head) {
    try {
      return RulesFile.parse("rules.yml", head + tables);
    } catch (RulesException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static Set<String> targets(Rules rules, RowChange change) {
    AffectedKeys affected = rules.affectedBy(change);
    assertThat(affected.lookups()).isEmpty();
    assertThat(affected.purges()).isEmpty();
    return affected.targets().stream()
        .flatMap(target -> keys(rules, target).stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> keys(Rules rules, Target target) {
    return rules.keys(target, query -> List.of()).stream()
        .map(CacheKey::name)
        .collect(Collectors.toSet());
  }

  private static RowChange insert(String table, Row after) {
    return change(table, Operation.INSERT, Optional.empty(), Optional.of(after));
  }

  private static RowChange update(String table, Row before, Row after) {
    return change(table, Operation.UPDATE, Optional.of(before), Optional.of(after));
  }

  private static RowChange delete(String table, Row before) {
    return change(table, Operation.DELETE, Optional.of(before), Optional.empty());
  }

  private static RowChange change(
      String table, Operation operation, Optional<Row> before, Optional<Row> after) {
    return new RowChange(TableName.of(table), operation, before, after, 1, 1, Instant.EPOCH);
  }

  private static Row row(Object... columns) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < columns.length; i += 2) {
      values.put((String) columns[i], columns[i + 1]);
    }
    return new Row(values);
  }

  private static Row with(Row row, String column, @Nullable Object value) {
    Map<String, Object> values = new HashMap<>(row.columns());
    values.put(column, value == null ? Row.NULL : value);
    return new Row(values);
  }
}
