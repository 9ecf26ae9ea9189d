package dev.freshet.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CachedKind;
import dev.freshet.rules.listings.ProductChange;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AffectedKeysTest {

  private static final Set<CachedKind> WHAT_SUMMARIES_ARE_IN =
      Set.of(CachedKind.CATEGORY, CachedKind.LISTING);

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
        .isEqualTo(summary(null, PRODUCT, CacheKey.product(7)));
  }

  @Test
  void aDeletedProductTakesItselfAndMayAlterListings() {
    assertThat(of(Operation.DELETE, PRODUCT, null))
        .isEqualTo(summary(PRODUCT, null, CacheKey.product(7)));
  }

  @Test
  void aProductDeletedWithoutItsImagePurgesWhatMayHaveShownIt() {
    assertThat(of(Operation.DELETE, new Row(Map.of("id", 7L)), null))
        .isEqualTo(
            new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), WHAT_SUMMARIES_ARE_IN));
  }

  @Test
  void aChangedKeyTakesBothProducts() {
    assertThat(update("id", 8L))
        .isEqualTo(summary(PRODUCT, with("id", 8L), CacheKey.product(7), CacheKey.product(8)));
  }

  @Test
  void aMoveMayAlterListings() {
    assertThat(update("category_id", 4L))
        .isEqualTo(summary(PRODUCT, with("category_id", 4L), CacheKey.product(7)));
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
        .isEqualTo(summary(PRODUCT, with(column, value), CacheKey.product(7)));
  }

  @ParameterizedTest
  @CsvSource({"description, other", "attributes, {1}", "updated_at, 2026-01-02T00:00:00Z"})
  void whatOnlyTheProductShowsTakesOnlyTheProduct(String column, String value) {
    assertThat(update(column, value))
        .isEqualTo(new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), Set.of()));
  }

  @Test
  void anOldImageOfWhatSummariesShowTellsNothingOfTheRestOfTheProduct() {
    Row before = PRODUCT.only(Set.copyOf(AffectedKeys.SUMMARISED));

    assertThat(of(Operation.UPDATE, before, PRODUCT))
        .isEqualTo(new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), Set.of()));
    assertThat(of(Operation.UPDATE, before, before))
        .isEqualTo(new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), Set.of()));
    assertThat(of(Operation.UPDATE, before, with("price", "20.00")))
        .isEqualTo(summary(PRODUCT, with("price", "20.00"), CacheKey.product(7)));
    assertThat(of(Operation.DELETE, before, null))
        .isEqualTo(summary(PRODUCT, null, CacheKey.product(7)));
  }

  @Test
  void anOldImageWithValuesThatWereNotDeliveredTakesOnlyTheProduct() {
    Row after = with("name", Row.UNCHANGED);

    assertThat(of(Operation.UPDATE, after.only(Set.copyOf(AffectedKeys.SUMMARISED)), after))
        .isEqualTo(new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), Set.of()));
  }

  @Test
  void stockThatStaysAboveZeroTakesOnlyTheProduct() {
    assertThat(update("stock", 9))
        .isEqualTo(new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), Set.of()));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "0, 1", "10, 0"})
  void stockThatCrossesZeroMayAlterListings(int before, int after) {
    assertThat(of(Operation.UPDATE, with("stock", before), with("stock", after)))
        .isEqualTo(summary(with("stock", before), with("stock", after), CacheKey.product(7)));
  }

  @Test
  void anUpdateThatChangesNothingTakesNothing() {
    assertThat(of(Operation.UPDATE, PRODUCT, PRODUCT))
        .isEqualTo(new AffectedKeys(Set.of(), Optional.empty(), Set.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"19.9", "19.900", "1.99E1"})
  void pricesAreComparedByValue(String price) {
    assertThat(update("price", price))
        .isEqualTo(new AffectedKeys(Set.of(), Optional.empty(), Set.of()));
  }

  @Test
  void aPriceThatIsNoNumberStaysEqualToItself() {
    assertThat(of(Operation.UPDATE, with("price", "NaN"), with("price", "NaN")))
        .isEqualTo(new AffectedKeys(Set.of(), Optional.empty(), Set.of()));
  }

  @Test
  void columnsThatNothingShowsAreIgnored() {
    assertThat(update("shelf", "B4"))
        .isEqualTo(new AffectedKeys(Set.of(), Optional.empty(), Set.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"description", "name", "attributes", "sku"})
  void aValueThatWasNotDeliveredIsUnchanged(String column) {
    assertThat(update(column, Row.UNCHANGED))
        .isEqualTo(new AffectedKeys(Set.of(), Optional.empty(), Set.of()));
  }

  @Test
  void anUpdateWithoutItsOldImagePurgesWhatMayHaveShownIt() {
    assertThat(of(Operation.UPDATE, null, PRODUCT))
        .isEqualTo(
            new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), WHAT_SUMMARIES_ARE_IN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sku", "name", "category_id", "price", "currency", "stock", "created_at"})
  void anUpdateWhoseOldImageLacksAColumnPurgesWhatMayHaveShownIt(String column) {
    assertThat(of(Operation.UPDATE, without(column), PRODUCT))
        .isEqualTo(
            new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), WHAT_SUMMARIES_ARE_IN));
  }

  @Test
  void anUpdateWithOnlyTheOldKeyTakesBothProducts() {
    assertThat(of(Operation.UPDATE, new Row(Map.of("id", 6L)), PRODUCT))
        .isEqualTo(
            new AffectedKeys(
                keys(CacheKey.product(6), CacheKey.product(7)),
                Optional.empty(),
                WHAT_SUMMARIES_ARE_IN));
  }

  @Test
  void anUpdateWhoseNewImageLacksAColumnPurgesWhatMayShowIt() {
    assertThat(of(Operation.UPDATE, PRODUCT, without("name")))
        .isEqualTo(
            new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), WHAT_SUMMARIES_ARE_IN));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"INSERT", "UPDATE", "DELETE"})
  void anImageTakesItsProduct(Operation operation) {
    Row image = new Row(Map.of("product_id", 7L, "position", 1, "url", "http://x"));

    assertThat(
            of(
                CapturedTable.PRODUCT_IMAGES,
                operation,
                operation == Operation.DELETE ? image : null,
                operation == Operation.DELETE ? null : image))
        .isEqualTo(new AffectedKeys(keys(CacheKey.product(7)), Optional.empty(), Set.of()));
  }

  @Test
  void anImageThatMovesTakesBothProducts() {
    assertThat(
            of(
                CapturedTable.PRODUCT_IMAGES,
                Operation.UPDATE,
                new Row(Map.of("product_id", 7L)),
                new Row(Map.of("product_id", 8L))))
        .isEqualTo(
            new AffectedKeys(
                keys(CacheKey.product(7), CacheKey.product(8)), Optional.empty(), Set.of()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"INSERT", "UPDATE", "DELETE"})
  void aCategoryTakesItsPage(Operation operation) {
    Row category = new Row(Map.of("id", 3L));

    assertThat(
            of(
                CapturedTable.CATEGORIES,
                operation,
                operation == Operation.DELETE ? category : null,
                operation == Operation.DELETE ? null : category))
        .isEqualTo(new AffectedKeys(keys(CacheKey.category(3)), Optional.empty(), Set.of()));
  }

  @Test
  void truncatePurgesWhatReadsTheTable() {
    assertThat(of(CapturedTable.PRODUCTS, Operation.TRUNCATE, null, null).purges())
        .containsExactlyInAnyOrder(CachedKind.values());
    assertThat(of(CapturedTable.PRODUCT_IMAGES, Operation.TRUNCATE, null, null).purges())
        .containsExactly(CachedKind.PRODUCT);
    assertThat(of(CapturedTable.CATEGORIES, Operation.TRUNCATE, null, null).purges())
        .containsExactly(CachedKind.CATEGORY);
  }

  @ParameterizedTest
  @EnumSource(CapturedTable.class)
  void aChangeWithoutAnyImageCannotBeUnderstood(CapturedTable table) {
    for (Operation operation : Set.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE)) {
      assertThatThrownBy(() -> of(table, operation, null, null))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(CapturedTable.class)
  void aRowWithoutItsKeyCannotBeUnderstood(CapturedTable table) {
    assertThatThrownBy(() -> of(table, Operation.INSERT, null, new Row(Map.of("id", "7"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aValueThatWasNotDeliveredIsTheOldOneForListings() {
    Row after = new Row(with(Map.of("name", Row.UNCHANGED, "price", "20.00")));

    assertThat(of(Operation.UPDATE, PRODUCT, after))
        .isEqualTo(summary(PRODUCT, with("price", "20.00"), CacheKey.product(7)));
  }

  private static AffectedKeys update(String column, Object value) {
    return of(Operation.UPDATE, PRODUCT, with(column, value));
  }

  private static AffectedKeys of(Operation operation, @Nullable Row before, @Nullable Row after) {
    return of(CapturedTable.PRODUCTS, operation, before, after);
  }

  private static AffectedKeys of(
      CapturedTable table, Operation operation, @Nullable Row before, @Nullable Row after) {
    return AffectedKeys.of(
        new RowChange(
            table,
            operation,
            Optional.ofNullable(before),
            Optional.ofNullable(after),
            1,
            1,
            Instant.EPOCH));
  }

  private static AffectedKeys summary(@Nullable Row before, @Nullable Row after, CacheKey... keys) {
    ProductChange product =
        new ProductChange(
            Optional.ofNullable(before).map(row -> Summaries.of(row, row)),
            Optional.ofNullable(after).map(row -> Summaries.of(row, row)));
    return new AffectedKeys(keys(keys), Optional.of(product), Set.of());
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
}
