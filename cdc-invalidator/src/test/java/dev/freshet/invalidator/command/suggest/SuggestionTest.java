package dev.freshet.invalidator.command.suggest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.SchemaGraph;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Column;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.ForeignKey;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Statistics;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Table;
import dev.freshet.rules.RulesFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private final Map<RelationName, Table> tables = new LinkedHashMap<>();
  private final List<ForeignKey> keys = new ArrayList<>();
  private final Map<String, Set<String>> names = new LinkedHashMap<>();

  @Test
  void aTableThatRefersToTheRootNeedsNoLookUp() {
    table("products", "id");
    table("variants", "id", "product_id");
    key("variants(product_id)", "products(id)");

    assertThat(rules("products")).containsEntry("variants", "product: product_id  # one");
  }

  @Test
  void upToTwoLookUpsAreMade() {
    table("products", "id");
    table("variants", "id", "product_id");
    table("prices", "id", "variant_id");
    table("tiers", "id", "price_id");
    table("notes", "id", "tier_id");
    key("variants(product_id)", "products(id)");
    key("prices(variant_id)", "variants(id)");
    key("tiers(price_id)", "prices(id)");
    key("notes(tier_id)", "tiers(id)");

    assertThat(rules("products"))
        .containsEntry(
            "tiers", "product: price_id -> prices.variant_id -> variants.product_id  # one")
        .doesNotContainKey("notes");
    assertThat(prose("products")).endsWith("needs a path, sql or purge: notes");
  }

  @Test
  void theOtherSideOfALinkTableIsFollowedBack() {
    table("products", "id");
    table("tags", "id");
    table("product_tags", "product_id", "tag_id");
    key("product_tags(product_id)", "products(id)");
    key("product_tags(tag_id)", "tags(id)");

    assertThat(rules("products"))
        .containsEntry(
            "tags",
            "product: id -> product_tags(tag_id).product_id  # no statistics tell how many");
  }

  @Test
  void whatTheRootRefersToIsFollowedBack() {
    table("products", "id", "brand_id");
    table("brands", "id");
    key("products(brand_id)", "brands(id)");

    assertThat(rules("products").get("brands")).startsWith("product: id -> products(brand_id).id");
  }

  /** An order of a channel has nothing to do with the products of that channel. */
  @Test
  void whatOnlySharesAParentIsLeftToTheReader() {
    table("products", "id", "channel_id");
    table("channels", "id");
    table("orders", "id", "channel_id");
    key("products(channel_id)", "channels(id)");
    key("orders(channel_id)", "channels(id)");

    assertThat(rules("products")).doesNotContainKey("orders");
    assertThat(text("products"))
        .contains("# orders: { product: channel_id -> products(channel_id).id }");
  }

  @Test
  void severalWaysAreAllTaken() {
    table("products", "id");
    table("related", "id", "product_id", "other_id");
    key("related(product_id)", "products(id)");
    key("related(other_id)", "products(id)");

    assertThat(rules("products"))
        .containsEntry("related", "product: - product_id  # one - other_id  # one")
        .hasEntrySatisfying(
            "products",
            rule ->
                assertThat(rule)
                    .contains("- id ", "- id -> related(product_id).other_id")
                    .contains("- id -> related(other_id).product_id"));
  }

  @Test
  void columnsOfACompositeKeyComeInTheOrderOfTheKey() {
    table("lines", List.of("tenant", "id"), List.of());
    table("parts", List.of("tenant", "id"), List.of("line"));
    table("prices", List.of("id"), List.of("tenant", "part"));
    key("parts(line, tenant)", "lines(id, tenant)");
    key("prices(part, tenant)", "parts(id, tenant)");

    assertThat(text("lines")).contains("line: { key: \"line:{tenant:int}:{id:int}\" }");
    assertThat(rules("lines"))
        .containsEntry("parts", "line: (tenant, line)  # one")
        .containsEntry("prices", "line: (tenant, part) -> parts.(tenant, line)  # one");
  }

  /** As tables do that have the columns of a class and of what it extends. */
  @Test
  void aRowWithTheSameKeyIsNotLookedUp() {
    table("products", "id");
    table("bikes", List.of("product_id"), List.of());
    table("wheels", "id", "bike_id");
    key("bikes(product_id)", "products(id)");
    key("wheels(bike_id)", "bikes(product_id)");

    assertThat(rules("products"))
        .containsEntry("bikes", "product: product_id  # one")
        .containsEntry("wheels", "product: bike_id  # one");
  }

  @Test
  void anotherKeyThanThePrimaryOneIsNamed() {
    table("products", "id", "sku");
    table("stocks", "id", "sku");
    key("stocks(sku)", "products(sku)");

    assertThat(rules("products"))
        .containsEntry("stocks", "product: sku -> products(sku).id  # one");
  }

  @Test
  void aTreeIsFollowedOneStepAndSaysSo() {
    table("categories", "id", "parent_id");
    key("categories(parent_id)", "categories(id)");

    assertThat(rules("categories").get("categories"))
        .startsWith("category: - id - parent_id  # one - id -> categories(parent_id).id")
        .contains("# categories make a tree, of which one step is followed");
  }

  @Test
  void onAverageAsManyAsTheStatisticsSay() {
    table("products", 50_000, "id", "brand_id");
    table("brands", 100, "id");
    key("products(brand_id)", "brands(id)");
    statistics("products", "brand_id", new Statistics(50, 0.2));

    assertThat(rules("products").get("brands")).endsWith("# about 800");

    statistics("products", "brand_id", new Statistics(-0.5, 0));
    assertThat(rules("products").get("brands")).endsWith("# about 2");
  }

  /** Whoever may not read a table sees no statistics of its columns. */
  @Test
  void withoutStatisticsOfColumnsThoseOfTablesCount() {
    table("products", 50_000, "id", "brand_id");
    table("brands", 100, "id");
    key("products(brand_id)", "brands(id)");

    assertThat(rules("products").get("brands")).endsWith("# about 500");
  }

  @Test
  void neverMoreThanTheRootHasRows() {
    table("products", 30, "id");
    table("tags", 1, "id");
    table("product_tags", 900, "product_id", "tag_id");
    key("product_tags(product_id)", "products(id)");
    key("product_tags(tag_id)", "tags(id)");

    assertThat(rules("products").get("tags")).endsWith("# about 30");
  }

  @Test
  void moreThanMaxFanoutPurges() {
    table("products", 50_000, "id", "type_id", "brand_id");
    table("types", 4, "id");
    table("brands", 5, "id");
    key("products(type_id)", "types(id)");
    key("products(brand_id)", "brands(id)");

    assertThat(rules("products"))
        .containsEntry("types", "purge: [product]")
        .hasEntrySatisfying("brands", rule -> assertThat(rule).endsWith("# about 10,000"));
    assertThat(prose("products"))
        .contains(
            "a row of types leads to 12,500 rows of products on average, more than max-fanout");
  }

  /** Whatever else it may alter, most changes of a row alter its own value only. */
  @Test
  void aRootNeverPurgesItsOwnKind() {
    table("products", 50_000, "id", "parent_id");
    key("products(parent_id)", "products(id)");
    statistics("products", "parent_id", new Statistics(2, 0));

    assertThat(rules("products").get("products"))
        .startsWith(
            "product: - id - parent_id  # one - id -> products(parent_id).id  # about 25,000");
  }

  @Test
  void oneWayWithoutStatisticsHidesNoOther() {
    table("products", 50_000, "id", "type_id");
    table("types", 4, "id");
    table("type_products", "type_id", "product_id");
    key("products(type_id)", "types(id)");
    key("type_products(type_id)", "types(id)");
    key("type_products(product_id)", "products(id)");

    assertThat(rules("products")).containsEntry("types", "purge: [product]");
  }

  /** As of users, whom many columns name. */
  @Test
  void moreWaysThanAnybodyMeansPurge() {
    table("users", "id");
    table("products", "id", "a", "b", "c", "d", "e", "f", "g", "h");
    for (String column : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
      key("products(%s)".formatted(column), "users(id)");
    }
    assertThat(rules("products").get("users")).startsWith("product: - id -> products(a).id");

    table("notes", "id", "product_id", "by");
    key("notes(product_id)", "products(id)");
    key("notes(by)", "users(id)");

    assertThat(rules("products"))
        .containsEntry("users", "purge: [product]")
        .containsEntry("notes", "product: product_id  # one");
    assertThat(prose("products"))
        .contains("by 9 ways users leads to products. Write those instead that values show, or");

    table("logins", "id", "user_id");
    key("logins(user_id)", "users(id)");
    assertThat(prose("products"))
        .doesNotContain("logins: {")
        .endsWith(
            "No rule follows from the foreign keys of these. One that a value shows needs a"
                + " path, sql or purge: logins");
  }

  @Test
  void ofManyWaysFromARootToItselfThereAreTheFirst() {
    table("products", "id");
    for (int i = 0; i < 6; i++) {
      table("links" + i, "id", "one", "other");
      key("links%d(one)".formatted(i), "products(id)");
      key("links%d(other)".formatted(i), "products(id)");
    }

    assertThat(rules("products").get("products"))
        .startsWith("product: - id - id -> links0(")
        .contains("- id -> links3(other).one")
        .endsWith("# and 4 ways more, such as id -> links4(one).other");
  }

  @Test
  void wholeNumbersAreSaidToBeginWithOne() {
    table("products", "id");

    assertThat(text("products"))
        .contains("  # :int stands for whole numbers from 1 on. Leave it out if there are others");
  }

  @Test
  void eachRootHasAKindAndATableMayLeadToBoth() {
    table("products", 900_000, "id", "category_id");
    table("categories", 3, "id");
    table("variants", "id", "product_id");
    key("products(category_id)", "categories(id)");
    key("variants(product_id)", "products(id)");

    assertThat(rules("products", "categories"))
        .containsEntry("products", "product: id category: category_id  # one")
        .containsEntry("categories", "purge: [product] category: id")
        .containsEntry(
            "variants",
            "product: product_id  # one category: product_id -> products.category_id  # one");
  }

  @Test
  void columnsThatLookLikeBookkeepingAreHintedAt() {
    table("products", "id", "name", "updated_at", "search_vector", "View Count", "version");
    table("categories", "id", "lft", "rght");
    table("views", "id", "viewed_by");
    key("views(viewed_by)", "products(id)");

    assertThat(rules("products").get("products"))
        .contains("# ignore: [updated_at, search_vector, version]  if no value shows them");
    assertThat(rules("products").get("views")).doesNotContain("ignore");
  }

  @ParameterizedTest
  @CsvSource({
    "products, product",
    "categories, category",
    "addresses, address",
    "boxes, box",
    "status, status",
    "series, series",
    "news, news",
    "spree_products, spree_product",
    "ties, tie",
    "Straße, stra_e",
    "2fa, kind_2fa",
    "matches, matches",
    "watch, public_watch",
    "when, public_when",
  })
  void aKindIsNamedAfterOneRow(String table, String kind) {
    table(table, "id");

    assertThat(text("\"" + table + "\""))
        .contains("  " + kind + ": { key: \"" + kind + ":{id:int}\"");
  }

  @Test
  void kindsOfTablesWithOneNameAreApart() {
    table("products", "id");
    tables.put(
        name("shop.products"),
        new Table(
            name("shop.products"),
            OptionalDouble.empty(),
            List.of("id"),
            List.of(),
            columns("id")));
    tables.put(
        name("old.product"),
        new Table(
            name("old.product"), OptionalDouble.empty(), List.of("id"), List.of(), columns("id")));

    assertThat(text("products", "shop.products", "old.product"))
        .contains("  product: {", "  products: {", "  old_product: {");
  }

  @Test
  void aSchemaThatHasAllNamesAsWellMakesThemQualified() {
    table("products", "id");
    names.put("public", Set.of("products", "other"));
    names.put("copy", Set.of("products"));

    assertThat(rules("products")).containsKey("public.products");
    assertThat(Suggestion.of(schema(), "public", List.of("products"))).contains("  products:");
  }

  @Test
  void keysThatLookUpsCannotCompareAreNamed() {
    table("products", "id");
    table("stocks", "id", "product_no");
    retype("stocks", "product_no", "numeric");
    key("stocks(product_no)", "products(id)");

    assertThat(rules("products")).doesNotContainKey("stocks");
    assertThat(prose("products"))
        .contains(
            "public.stocks.product_no is numeric, public.products.id is integer, and look-ups do not");
  }

  @Test
  void aRootWithoutAKeyThatCanBeWrittenIsRefused() {
    table("products", "id");
    retype("products", "id", "numeric");

    assertThatThrownBy(() -> text("products"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id of table products is of type numeric");
  }

  @Test
  void moreRootsThanAFileHasKindsAreRefused() {
    List<String> roots = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      table("t" + i, "id");
      roots.add("t" + i);
    }

    assertThatThrownBy(() -> text(roots.toArray(String[]::new)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65 roots, and 64 kinds are the most");
  }

  /** Each can be a name in PostgreSQL. */
  @ParameterizedTest
  @CsvSource({
    "Order Items",
    "a: b",
    "a # b",
    "- a",
    "'{a}'",
    "'it''s'",
    "say \"so\"",
    "a\\b",
    "\u00e4\u00f6\u00fc",
    "\ud83d\ude00",
    "null",
    "true",
    "a, b (c)",
    "a\tb",
    "a\u2028b\u0085c\u0001",
    "%s %d",
  })
  void anyNameIsWrittenSoThatTheFileCanBeRead(String odd) throws Exception {
    table("products", "id");
    table(odd, List.of(odd), List.of("product " + odd));
    table("leaf", "id", odd);
    keys.add(new ForeignKey(name(odd), List.of("product " + odd), name("products"), List.of("id")));
    keys.add(new ForeignKey(name("leaf"), List.of(odd), name(odd), List.of(odd)));

    String file = text("products", "\"" + odd.replace("\"", "\"\"") + "\"");

    assertThat(RulesFile.parse("rules.yml", file).tables())
        .extracting(table -> table.name())
        .containsExactlyInAnyOrder("products", odd, "leaf");
  }

  /** Of a hub, to which hundreds of tables refer, as of users. */
  @Test
  void aLargeSchemaIsReadAtOnce() {
    table("products", "id", "by");
    table("users", "id");
    key("products(by)", "users(id)");
    for (int i = 0; i < 1000; i++) {
      table("t" + i, "id", "by", "to");
      key("t%d(by)".formatted(i), "users(id)");
      key("t%d(to)".formatted(i), i == 0 ? "products(id)" : "t%d(id)".formatted(i / 2));
    }

    assertThat(rules("products")).containsKeys("t0", "t1", "users").doesNotContainKey("t9");
  }

  private void table(String name, String... columns) {
    table(name, 0, columns);
  }

  /** The first column is its primary key. */
  private void table(String name, double rows, String... columns) {
    tables.put(
        name(name),
        new Table(
            name(name),
            rows > 0 ? OptionalDouble.of(rows) : OptionalDouble.empty(),
            List.of(columns[0]),
            columns[0].equals("id") ? List.of(Set.of("id")) : List.of(),
            columns(columns)));
  }

  private void table(String name, List<String> primaryKey, List<String> others) {
    List<String> all = new ArrayList<>(primaryKey);
    all.addAll(others);
    tables.put(
        name(name),
        new Table(
            name(name),
            OptionalDouble.empty(),
            primaryKey,
            List.of(Set.copyOf(primaryKey)),
            columns(all.toArray(String[]::new))));
  }

  private static Map<String, Column> columns(String... columns) {
    Map<String, Column> all = new LinkedHashMap<>();
    for (String column : columns) {
      all.put(column, column(column, "integer", Optional.empty()));
    }
    return all;
  }

  private static Column column(String name, String type, Optional<Statistics> statistics) {
    return new Column(name, type, type, type.equals("integer"), false, statistics);
  }

  private void statistics(String table, String column, Statistics statistics) {
    schema()
        .table(name(table))
        .columns()
        .put(column, column(column, "integer", Optional.of(statistics)));
  }

  private void retype(String table, String column, String type) {
    schema().table(name(table)).columns().put(column, column(column, type, Optional.empty()));
  }

  /** Such as {@code variants(product_id)}. */
  private void key(String from, String to) {
    keys.add(
        new ForeignKey(
            name(from.split("\\(")[0]), inside(from), name(to.split("\\(")[0]), inside(to)));
  }

  private static List<String> inside(String text) {
    return List.of(text.replaceAll(".*\\(|\\)", "").split(", "));
  }

  private static RelationName name(String text) {
    String[] parts = text.matches("[a-z]+\\.[a-z]+") ? text.split("\\.") : new String[] {text};
    return parts.length == 1
        ? new RelationName("public", text)
        : new RelationName(parts[0], parts[1]);
  }

  private SchemaGraph schema() {
    return new SchemaGraph(tables, keys, List.of(), names, Map.of());
  }

  private String text(String... roots) {
    return String.join("\n", Suggestion.of(schema(), "", List.of(roots)));
  }

  /** All in one line, without the marks of comments. */
  private String prose(String... roots) {
    return text(roots).replaceAll("\n *# ", " ");
  }

  /** What the file says below each table, in one line. */
  private Map<String, String> rules(String... roots) {
    Map<String, String> rules = new LinkedHashMap<>();
    String table = "";
    for (String line :
        text(roots).lines().dropWhile(each -> !each.equals("tables:")).skip(1).toList()) {
      if (line.matches("  [^ #].*")) {
        table = line.strip().replaceAll(":$", "");
      } else if (line.startsWith("    ")) {
        rules.merge(table, line.strip(), (one, other) -> one + " " + other);
      }
    }
    return rules.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
