package dev.freshet.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.rules.listings.ProductChange;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogRulesTest {

  private static final Set<Kind> WHAT_SUMMARIES_ARE_IN =
      Set.of(CatalogKeys.CATEGORY, CatalogKeys.LISTING);

  private static final Rules RULES = RulesFile.bundled();

  private static final ListingColumns LISTED =
      RULES.listings(TableName.of("products")).orElseThrow();

  private static final List<String> SUMMARISED =
      List.of("id", "sku", "name", "category_id", "price", "currency", "stock", "created_at");

  private static final Row PRODUCT =
      new Row(
          Map.ofEntries(
              Map.entry("id", 7L),
              Map.entry("sku", "S7"),
              Map.entry("name", "Seven"),
              Map.entry("description", "long"),
              Map.entry("category_id", 3L),
              Map.entry("price", "19.90"),
              Map.entry("currency", "EUR"),
              Map.entry("stock", 10),
              Map.entry("attributes", "{}"),
              Map.entry("created_at", "2026-01-01T00:00:00Z"),
              Map.entry("updated_at", "2026-01-01T00:00:00Z")));

  @Test
  void aNewProductTakesItselfAndMayAlterListings() {
    assertThat(of(Operation.INSERT, null, PRODUCT))
        .isEqualTo(summary(null, PRODUCT, CatalogKeys.product(7)));
  }

  @Test
  void aDeletedProductTakesItselfAndMayAlterListings() {
    assertThat(of(Operation.DELETE, PRODUCT, null))
        .isEqualTo(summary(PRODUCT, null, CatalogKeys.product(7)));
  }

  @Test
  void aProductDeletedWithoutItsImagePurgesWhatMayHaveShownIt() {
    assertThat(of(Operation.DELETE, new Row(Map.of("id", 7L)), null))
        .isEqualTo(
            new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), WHAT_SUMMARIES_ARE_IN));
  }

  @Test
  void aChangedKeyTakesBothProducts() {
    assertThat(update("id", 8L))
        .isEqualTo(
            summary(PRODUCT, with("id", 8L), CatalogKeys.product(7), CatalogKeys.product(8)));
  }

  @Test
  void aMoveMayAlterListings() {
    assertThat(update("category_id", 4L))
        .isEqualTo(summary(PRODUCT, with("category_id", 4L), CatalogKeys.product(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "sku, T7",
    "name, Eight",
    "price, 19.91",
    "price, NaN",
    "currency, USD",
    "created_at, 2026-01-02T00:00:00Z"
  })
  void whatSummariesShowMayAlterListings(String column, String value) {
    assertThat(update(column, value))
        .isEqualTo(summary(PRODUCT, with(column, value), CatalogKeys.product(7)));
  }

  @ParameterizedTest
  @CsvSource({"description, other", "attributes, {1}", "updated_at, 2026-01-02T00:00:00Z"})
  void whatOnlyTheProductShowsTakesOnlyTheProduct(String column, String value) {
    assertThat(update(column, value))
        .isEqualTo(new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), Set.of()));
  }

  @Test
  void anOldImageOfWhatSummariesShowTellsNothingOfTheRestOfTheProduct() {
    Row before = PRODUCT.only(Set.copyOf(SUMMARISED));

    assertThat(of(Operation.UPDATE, before, PRODUCT))
        .isEqualTo(new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), Set.of()));
    assertThat(of(Operation.UPDATE, before, before))
        .isEqualTo(new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), Set.of()));
    assertThat(of(Operation.UPDATE, before, with("price", "20.00")))
        .isEqualTo(summary(PRODUCT, with("price", "20.00"), CatalogKeys.product(7)));
    assertThat(of(Operation.DELETE, before, null))
        .isEqualTo(summary(PRODUCT, null, CatalogKeys.product(7)));
  }

  @Test
  void anOldImageWithValuesThatWereNotDeliveredTakesOnlyTheProduct() {
    Row after = with("name", Row.UNCHANGED);

    assertThat(of(Operation.UPDATE, after.only(Set.copyOf(SUMMARISED)), after))
        .isEqualTo(new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), Set.of()));
  }

  @Test
  void stockThatStaysAboveZeroTakesOnlyTheProduct() {
    assertThat(update("stock", 9))
        .isEqualTo(new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), Set.of()));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "0, 1", "10, 0"})
  void stockThatCrossesZeroMayAlterListings(int before, int after) {
    assertThat(of(Operation.UPDATE, with("stock", before), with("stock", after)))
        .isEqualTo(summary(with("stock", before), with("stock", after), CatalogKeys.product(7)));
  }

  @Test
  void anUpdateThatChangesNothingTakesNothing() {
    assertThat(of(Operation.UPDATE, PRODUCT, PRODUCT))
        .isEqualTo(new Wrong(Set.of(), Optional.empty(), Set.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"19.9", "19.900", "1.99E1"})
  void pricesAreComparedByValue(String price) {
    assertThat(update("price", price)).isEqualTo(new Wrong(Set.of(), Optional.empty(), Set.of()));
  }

  @Test
  void aPriceThatIsNoNumberStaysEqualToItself() {
    assertThat(of(Operation.UPDATE, with("price", "NaN"), with("price", "NaN")))
        .isEqualTo(new Wrong(Set.of(), Optional.empty(), Set.of()));
  }

  @Test
  void columnsThatNothingShowsAreIgnored() {
    assertThat(update("shelf", "B4")).isEqualTo(new Wrong(Set.of(), Optional.empty(), Set.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"description", "name", "attributes", "sku"})
  void aValueThatWasNotDeliveredIsUnchanged(String column) {
    assertThat(update(column, Row.UNCHANGED))
        .isEqualTo(new Wrong(Set.of(), Optional.empty(), Set.of()));
  }

  @Test
  void anUpdateWithoutItsOldImagePurgesWhatMayHaveShownIt() {
    assertThat(of(Operation.UPDATE, null, PRODUCT))
        .isEqualTo(
            new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), CatalogKeys.SPACE.kinds()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sku", "name", "category_id", "price", "currency", "stock", "created_at"})
  void anUpdateWhoseOldImageLacksAColumnPurgesWhatMayHaveShownIt(String column) {
    assertThat(of(Operation.UPDATE, without(column), PRODUCT))
        .isEqualTo(
            new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), WHAT_SUMMARIES_ARE_IN));
  }

  @Test
  void anUpdateWithOnlyTheOldKeyTakesBothProducts() {
    assertThat(of(Operation.UPDATE, new Row(Map.of("id", 6L)), PRODUCT))
        .isEqualTo(
            new Wrong(
                keys(CatalogKeys.product(6), CatalogKeys.product(7)),
                Optional.empty(),
                WHAT_SUMMARIES_ARE_IN));
  }

  @Test
  void anUpdateWhoseNewImageLacksAColumnPurgesWhatMayShowIt() {
    assertThat(of(Operation.UPDATE, PRODUCT, without("name")))
        .isEqualTo(
            new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), WHAT_SUMMARIES_ARE_IN));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"INSERT", "UPDATE", "DELETE"})
  void anImageTakesItsProduct(Operation operation) {
    Row image = new Row(Map.of("product_id", 7L, "position", 1, "url", "http://x"));

    assertThat(
            of(
                TableName.of("product_images"),
                operation,
                operation == Operation.INSERT ? null : image,
                operation == Operation.DELETE ? null : image))
        .isEqualTo(new Wrong(keys(CatalogKeys.product(7)), Optional.empty(), Set.of()));
  }

  @Test
  void anImageThatMovesTakesBothProducts() {
    assertThat(
            of(
                TableName.of("product_images"),
                Operation.UPDATE,
                new Row(Map.of("product_id", 7L)),
                new Row(Map.of("product_id", 8L))))
        .isEqualTo(
            new Wrong(
                keys(CatalogKeys.product(7), CatalogKeys.product(8)), Optional.empty(), Set.of()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"INSERT", "UPDATE", "DELETE"})
  void aCategoryTakesItsPage(Operation operation) {
    Row category = new Row(Map.of("id", 3L));

    assertThat(
            of(
                TableName.of("categories"),
                operation,
                operation == Operation.INSERT ? null : category,
                operation == Operation.DELETE ? null : category))
        .isEqualTo(new Wrong(keys(CatalogKeys.category(3)), Optional.empty(), Set.of()));
  }

  @Test
  void truncatePurgesWhatReadsTheTable() {
    assertThat(of(TableName.of("products"), Operation.TRUNCATE, null, null).purges())
        .isEqualTo(CatalogKeys.SPACE.kinds());
    assertThat(of(TableName.of("product_images"), Operation.TRUNCATE, null, null).purges())
        .containsExactly(CatalogKeys.PRODUCT);
    assertThat(of(TableName.of("categories"), Operation.TRUNCATE, null, null).purges())
        .containsExactly(CatalogKeys.CATEGORY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"products", "product_images", "categories"})
  void aChangeWithoutAnyImageCannotBeUnderstood(String name) {
    TableName table = TableName.of(name);
    for (Operation operation : Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE)) {
      assertThatThrownBy(() -> of(table, operation, null, null))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"products", "product_images", "categories"})
  void aRowWithoutItsKeyCannotBeUnderstood(String table) {
    Row row = new Row(Map.of("name", "x"));

    assertThatThrownBy(() -> of(TableName.of(table), Operation.INSERT, null, row))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aValueThatWasNotDeliveredIsTheOldOneForListings() {
    Row after = new Row(with(Map.of("name", Row.UNCHANGED, "price", "20.00")));

    assertThat(of(Operation.UPDATE, PRODUCT, after))
        .isEqualTo(summary(PRODUCT, with("price", "20.00"), CatalogKeys.product(7)));
  }

  private static Wrong update(String column, Object value) {
    return of(Operation.UPDATE, PRODUCT, with(column, value));
  }

  private static Wrong of(Operation operation, @Nullable Row before, @Nullable Row after) {
    return of(TableName.of("products"), operation, before, after);
  }

  private static Wrong of(
      TableName table, Operation operation, @Nullable Row before, @Nullable Row after) {
    return Wrong.of(
        RULES.affectedBy(
            new RowChange(
                table,
                operation,
                Optional.ofNullable(before),
                Optional.ofNullable(after),
                1,
                1,
                Instant.EPOCH)));
  }

  private static Wrong summary(@Nullable Row before, @Nullable Row after, CacheKey... keys) {
    ProductChange product =
        new ProductChange(
            Optional.ofNullable(before).map(row -> LISTED.of(row, row)),
            Optional.ofNullable(after).map(row -> LISTED.of(row, row)));
    return new Wrong(keys(keys), Optional.of(product), Set.of());
  }

  private static Set<CacheKey> keys(CacheKey... keys) {
    return Set.of(keys);
  }

  private static Row with(String column, Object value) {
    return new Row(with(Map.of(column, value)));
  }

  private static Map<String, Object> with(Map<String, Object> values) {
    Map<String, Object> columns = new HashMap<>(PRODUCT.columns());
    columns.putAll(values);
    return columns;
  }

  private static Row without(String column) {
    Map<String, Object> columns = new HashMap<>(PRODUCT.columns());
    columns.remove(column);
    return new Row(columns);
  }

  /** What the rules find, with keys instead of what they are written with. */
  private record Wrong(Set<CacheKey> keys, Optional<ProductChange> product, Set<Kind> purges) {

    static Wrong of(AffectedKeys affected) {
      assertThat(affected.lookups()).isEmpty();
      return new Wrong(
          affected.targets().stream()
              .flatMap(target -> RULES.keys(target, query -> List.of()).stream())
              .collect(Collectors.toSet()),
          affected.product(),
          affected.purges().values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }
  }
}
