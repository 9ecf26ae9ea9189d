package dev.freshet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tags of a change. */
class TagRulesTest {

  private static final Kind CATEGORY = new Kind("category");
  private static final Kind SEARCH = new Kind("search");
  private static final Kind PRODUCT = new Kind("product");

  private static final String HEAD =
      """
      freshet: 1
      kinds:
        product: { key: "p:{id}" }
        category: { key: "c:{id}", pages: true }
        search: { key: "s:{q}", pages: true }
      tables:
        others: { purge: [product] }
      """;

  @Test
  void bothImagesGiveTags() {
    Rules rules = rules("  products: { tags: [\"shows:{id}\", \"category:{category_id}\"] }");

    assertThat(
            tags(rules, update(row("id", 7L, "category_id", 1L), row("id", 7L, "category_id", 2L))))
        .containsExactlyInAnyOrder("shows:7", "category:1", "category:2");
    assertThat(tags(rules, insert(row("id", 7L, "category_id", 2L))))
        .containsExactlyInAnyOrder("shows:7", "category:2");
    assertThat(tags(rules, delete(row("id", 7L, "category_id", 1L))))
        .containsExactlyInAnyOrder("shows:7", "category:1");
  }

  @Test
  void aNullGivesNoTag() {
    Rules rules = rules("  products: { tags: [\"shows:{id}\", \"category:{category_id}\"] }");

    assertThat(tags(rules, insert(row("id", 7L, "category_id", Row.NULL))))
        .containsExactly("shows:7");
  }

  @Test
  void valuesAreWrittenAsInKeys() {
    Rules rules = rules("  products: { tags: [\"by:{Name}:{id:uuid}\", all] }");

    assertThat(
            tags(
                rules, insert(row("name", "a b/ü%", "id", "6f2d1f5e-41c5-4b0c-8a39-0c6f1f9f7b11"))))
        .containsExactlyInAnyOrder(
            "all", "by:a%20b%2F%C3%BC%25:6f2d1f5e-41c5-4b0c-8a39-0c6f1f9f7b11");
  }

  @Test
  void watchIgnoreAndWhenApply() {
    Rules ignoring = rules("  products: { tags: [\"shows:{id}\"], ignore: [views] }");
    Rules watching = rules("  products: { tags: [\"shows:{id}\"], watch: [stock > 0] }");
    Rules live = rules("  products: { tags: [\"shows:{id}\"], when: state = 'live' }");

    assertThat(tags(ignoring, update(row("id", 7L, "views", 1), row("id", 7L, "views", 2))))
        .isEmpty();
    assertThat(tags(watching, update(row("id", 7L, "stock", 1), row("id", 7L, "stock", 2))))
        .isEmpty();
    assertThat(tags(watching, update(row("id", 7L, "stock", 1), row("id", 7L, "stock", 0))))
        .containsExactly("shows:7");
    // What the tags need counts as watched.
    assertThat(tags(watching, update(row("id", 7L, "stock", 1), row("id", 8L, "stock", 1))))
        .containsExactlyInAnyOrder("shows:7", "shows:8");
    assertThat(tags(live, update(row("id", 7L, "state", "draft"), row("id", 8L, "state", "live"))))
        .containsExactly("shows:8");
  }

  @Test
  void whatIsNotKnownOfTheOldRowPurgesTheKindsOfPages() {
    Rules rules = rules("  products: { tags: [\"category:{category_id}\"] }");

    assertThat(rules.affectedBy(delete(row("id", 7L))).purges())
        .isEqualTo(Map.of(PurgeReason.IMAGE, Set.of(CATEGORY, SEARCH)));
    assertThat(
            rules
                .affectedBy(change(Operation.TRUNCATE, Optional.empty(), Optional.empty()))
                .purges())
        .isEqualTo(Map.of(PurgeReason.TRUNCATE, Set.of(CATEGORY, SEARCH)));
    assertThat(rules.imageColumns(TableName.of("products"))).containsExactly("category_id");
    assertThat(rules.columns(TableName.of("products"))).containsExactly("category_id");
    assertThat(rules.kindsOf(TableName.of("products"))).containsExactly(CATEGORY, SEARCH);
  }

  @Test
  void aPathLeadsToTags() {
    Rules rules =
        rules("  products: { tags: { \"shows:{id}\": variant_id -> variants(id).product_id } }");

    Set<Lookup> lookups = rules.affectedBy(insert(row("variant_id", 5L))).lookups();

    assertThat(lookups).extracting(Lookup::kind).containsExactlyInAnyOrder(CATEGORY, SEARCH);
    assertThat(lookups)
        .allMatch(lookup -> lookup.inputs().equals(List.of("5")))
        .allMatch(lookup -> lookup.tag().orElseThrow().toString().equals("shows:{id}"))
        .allMatch(lookup -> rules.depth(lookup) == 1);
    // A variant that moves is shown no more by the pages of the one and by those of the other.
    assertThat(
            rules
                .affectedBy(
                    new RowChange(
                        TableName.of("variants"),
                        Operation.UPDATE,
                        Optional.of(row("id", 5L, "product_id", 7L)),
                        Optional.of(row("id", 5L, "product_id", 8L)),
                        1,
                        1,
                        Instant.EPOCH))
                .tags())
        .containsExactlyInAnyOrder("shows:7", "shows:8");
  }

  @Test
  void keysAndTagsOfOneTable() {
    Rules rules = rules("  products: { product: id, tags: [\"shows:{id}\"] }");

    AffectedKeys affected = rules.affectedBy(insert(row("id", 7L)));

    assertThat(affected.targets()).containsExactly(new Target(PRODUCT, List.of("7")));
    assertThat(affected.tags()).containsExactly("shows:7");
    assertThat(affected.without(Set.of(PRODUCT), rules.pages()).tags()).containsExactly("shows:7");
    assertThat(affected.without(Set.of(CATEGORY, SEARCH), rules.pages()).tags()).isEmpty();
  }

  @Test
  void theRulesInWordsNameEachTagOnce() {
    Rules rules =
        rules(
            """
              products:
                when: state = 'live'
                tags: ["shows:{id}", { "category:{c}": id -> places(id).category_id }]
            """);

    assertThat(rules.lines())
        .containsSubsequence(
            "table places",
            "  pages tagged category:{c}: category_id  if one of these changes: id, category_id  (follows from line 10)",
            "table products",
            "  pages tagged shows:{id}  when state = 'live'",
            "  pages tagged category:{c}: id -> places(id).category_id  when state = 'live'");
  }

  @Test
  void theFingerprintsOfPagesHaveTheirTags() {
    Map<Kind, String> shows = rules("  products: { tags: [\"shows:{id}\"] }").fingerprints();
    Map<Kind, String> has = rules("  products: { tags: [\"has:{id}\"] }").fingerprints();

    assertThat(has.get(CATEGORY)).isNotEqualTo(shows.get(CATEGORY));
    assertThat(has.get(SEARCH)).isNotEqualTo(shows.get(SEARCH));
    assertThat(has.get(PRODUCT)).isEqualTo(shows.get(PRODUCT));
  }

  private static Set<String> tags(Rules rules, RowChange change) {
    AffectedKeys affected = rules.affectedBy(change);
    assertThat(affected.purges()).isEmpty();
    assertThat(affected.targets()).isEmpty();
    return affected.tags().stream().collect(Collectors.toSet());
  }

  private static Rules rules(String tables) {
    try {
      return RulesFile.parse("rules.yml", HEAD + tables);
    } catch (RulesException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static RowChange insert(Row after) {
    return change(Operation.INSERT, Optional.empty(), Optional.of(after));
  }

  private static RowChange update(Row before, Row after) {
    return change(Operation.UPDATE, Optional.of(before), Optional.of(after));
  }

  private static RowChange delete(Row before) {
    return change(Operation.DELETE, Optional.of(before), Optional.empty());
  }

  private static RowChange change(Operation operation, Optional<Row> before, Optional<Row> after) {
    return new RowChange(TableName.of("products"), operation, before, after, 1, 1, Instant.EPOCH);
  }

  private static Row row(Object... columns) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < columns.length; i += 2) {
      values.put((String) columns[i], columns[i + 1]);
    }
    return new Row(values);
  }
}
