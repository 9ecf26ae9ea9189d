package dev.freshet.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.rules.listings.ProductId;
import dev.freshet.rules.listings.ProductRow;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingColumnsTest {

  private static final ListingColumns LISTED =
      RulesFile.bundled().listings(TableName.of("products")).orElseThrow();

  private static final Row PRODUCT =
      new Row(
          Map.of(
              "id",
              7L,
              "sku",
              "S7",
              "name",
              "Seven",
              "category_id",
              3,
              "price",
              "19.90",
              "currency",
              "EUR",
              "stock",
              10,
              "created_at",
              "2026-01-01T00:00:00.123456Z"));

  @Test
  void hasWhatListingsShow() {
    assertThat(of(PRODUCT))
        .isEqualTo(
            new ProductRow(
                ProductId.of(7),
                "S7",
                "Seven",
                ProductId.of(3),
                OptionalLong.of(1990),
                "EUR",
                true,
                OptionalLong.of(1_767_225_600_123_456L)));
    assertThat(of(with("stock", 0)).inStock()).isFalse();
  }

  @Test
  void anIdIsAUuidIfItsColumnIsOne() {
    String id = "0190a5c8-0000-7000-8000-00000000abcd";
    ListingColumns ofUuids = LISTED.with(Map.of("id", "uuid", "category_id", "uuid"));
    Row row = with("id", id);

    assertThat(ofUuids.of(row, row).id()).isEqualTo(ProductId.of(UUID.fromString(id)));
    assertThat(of(row).id()).isEqualTo(ProductId.of(id));
    assertThat(of(with("id", "A-7")).id()).isEqualTo(ProductId.of("A-7"));
    assertThat(ofUuids.of(with("id", "A-7"), row).id()).isEqualTo(ProductId.of("A-7"));
  }

  @Test
  void aProductMayBeInNoCategory() {
    Row none = with("category_id", Row.NULL);

    assertThat(of(none).categoryId()).isNull();
    assertThat(LISTED.lacking(none)).isEmpty();
    assertThat(LISTED.lacking(with("price", Row.NULL))).containsExactly("price");
    assertThat(of(with("category_id", "shoes")).categoryId()).isEqualTo(ProductId.of("shoes"));
  }

  /** Where it is written, and what types its columns have, does not purge. */
  @Test
  void theSameColumnsAreTheSameRule() {
    assertThat(LISTED.with(Map.of("id", "uuid")).fingerprint()).isEqualTo(LISTED.fingerprint());
  }

  /** Ten seconds and more by the square of its digits. */
  @Test
  @Timeout(5)
  void aNumberOfManyDigitsCostsLittle() {
    String many = "1" + "0".repeat(131_000);

    assertThat(of(with("price", many)).cents()).isEmpty();
    assertThat(of(with("price", many + ".00")).cents()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.00, 0",
    "19.9, 1990",
    "1.99E1, 1990",
    "20, 2000",
    "9999999999.99, 999999999999",
    "10995116277.75, 1099511627775"
  })
  void pricesAreCents(String price, long cents) {
    assertThat(of(with("price", price)).cents()).hasValue(cents);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NaN", "Infinity", "-0.01", "0.001", "10995116277.76", "1E40", "1E-40", "x"})
  void otherPricesAreUnknown(String price) {
    assertThat(of(with("price", price)).cents()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"infinity", "+292278994-08-17T07:12:55.807Z", "x"})
  void otherTimesAreUnknown(String time) {
    assertThat(of(with("created_at", time)).createdAt()).isEmpty();
  }

  @Test
  void unchangedValuesAreTheOldOnes() {
    Row after = with("name", Row.UNCHANGED);

    assertThat(LISTED.of(after, PRODUCT)).isEqualTo(of(PRODUCT));
    assertThatThrownBy(() -> of(after)).isInstanceOf(IllegalArgumentException.class);
  }

  private static ProductRow of(Row row) {
    return LISTED.of(row, row);
  }

  private static Row with(String column, Object value) {
    Map<String, Object> columns = new HashMap<>(PRODUCT.columns());
    columns.put(column, value);
    return new Row(columns);
  }
}
