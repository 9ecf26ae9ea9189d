package dev.freshet.catalog.listings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.keys.RowId;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingParamsTest {
  private static final String DEFAULTS =
      "{\"category_id\": null, \"in_stock\": null, \"max_price\": null, \"min_price\": null,"
          + " \"page\": 1, \"page_size\": 20, \"q\": null, \"sort\": \"name\"}";

  @Test
  void readsEveryParameter() {
    Map<String, String> query =
        Map.of(
            "category_id", "07",
            "min_price", "0010.0",
            "max_price", "0000000010",
            "in_stock", "false",
            "q", " Caf\u00c9 ",
            "sort", "-name",
            "page", "010000",
            "page_size", "0100");

    assertThat(ListingParams.of(query::get))
        .isEqualTo(
            new ListingParams(
                RowId.of(7),
                new BigDecimal("10.00"),
                new BigDecimal("10.00"),
                false,
                "caf\u00e9",
                ListingSort.NAME_DESC,
                10_000,
                100));
  }

  @Test
  void aMinimumAboveTheMaximumIsAllowed() {
    Map<String, String> query = Map.of("min_price", "9999999999.99", "max_price", "0");

    ListingParams params = ListingParams.of(query::get);

    assertThat(params.minPrice()).isEqualTo(new BigDecimal("9999999999.99"));
    assertThat(params.maxPrice()).isEqualTo(new BigDecimal("0.00"));
  }

  @Test
  void pricesGetTwoPlacesHoweverTheParametersWereMade() {
    ListingParams params =
        new ListingParams(null, BigDecimal.TEN, null, null, null, ListingSort.NAME, 1, 20);

    assertThat(params.canonical()).contains("\"min_price\": \"10.00\"");
  }

  @ParameterizedTest
  @CsvSource({
    "category_id,''",
    "category_id,0",
    "category_id,-1",
    "category_id,x",
    "category_id,1.0",
    "category_id,9223372036854775808",
    "category_id,' 7'",
    "category_id,\u0667",
    "min_price,''",
    "min_price,-1",
    "min_price,.5",
    "min_price,5.",
    "min_price,1.005",
    "min_price,12345678901",
    "min_price,'1,5'",
    "min_price,1e3",
    "min_price,\u0661",
    "max_price,''",
    "max_price,99999999999.99",
    "max_price,'5\n'",
    "in_stock,''",
    "in_stock,TRUE",
    "in_stock,1",
    "in_stock,yes",
    "sort,''",
    "sort,NAME",
    "sort,-newest",
    "sort,name_desc",
    "page,''",
    "page,0",
    "page,10001",
    "page,-1",
    "page,4294967297",
    "page,18446744073709551617",
    "page_size,''",
    "page_size,0",
    "page_size,101",
    "page_size,1.0"
  })
  void refusesAnInvalidValueAndNamesItsParameter(String name, String value) {
    assertInvalid(name, value);
  }

  @Test
  void qMayHaveAHundredCharactersOutsideTheBasicPlane() {
    String fires = "\ud83d\udd25".repeat(100);

    assertThat(withQ(fires).q()).isEqualTo(fires);
    assertInvalid("q", fires + " ");
  }

  @Test
  void qMustBeWhatPostgresqlCanCompareWith() {
    assertInvalid("q", "a\0b");
    assertInvalid("q", "\ud83d");
    assertInvalid("q", "\udd25\ud83d");
    assertInvalid("q", "a\ud83db");
  }

  @Test
  void qIsStrippedOfWhatPythonTakesForSpace() {
    Set<Integer> stripped = new TreeSet<>();
    for (int c = 1; c <= Character.MAX_VALUE; c++) {
      if (!Character.isSurrogate((char) c) && withQ(Character.toString(c)).q() == null) {
        stripped.add(c);
      }
    }

    assertThat(stripped)
        .containsExactly(
            0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000,
            0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028,
            0x2029, 0x202f, 0x205f, 0x3000);
  }

  @Test
  void qKeepsSpaceInside() {
    assertThat(withQ("\u00a0 a \u3000 B\t").q()).isEqualTo("a \u3000 b");
  }

  @Test
  void everyControlCharacterIsEscapedAsPythonDoes() {
    assertThat(withQ("x\b\f\n\r\t\u0001\u001f\"\\/\u007f\u0080~x").canonical())
        .contains("\"q\": \"x\\b\\f\\n\\r\\t\\u0001\\u001f\\\"\\\\/\\u007f\\u0080~x\", \"sort\"");
  }

  @Test
  void canonicalFormsLeadBackEvenWhereLowerCaseIsLonger() {
    ListingParams params = withQ("\u0130".repeat(100));

    assertThat(params.q()).hasSize(200);
    assertThat(ListingParams.ofCanonical(params.canonical())).contains(params);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "null", "{\"category_id\": null}", DEFAULTS + " ", DEFAULTS + DEFAULTS})
  void otherTextIsNotCanonical(String text) {
    assertThat(ListingParams.ofCanonical(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'\"category_id\": null'|'\"category_id\": 07'",
        "'\"category_id\": null'|'\"category_id\": 0'",
        "'\"category_id\": null'|'\"category_id\": 9223372036854775808'",
        "'\"in_stock\": null'|'\"in_stock\": True'",
        "'\"max_price\": null'|'\"max_price\": \"010.00\"'",
        "'\"max_price\": null'|'\"max_price\": \"10.0\"'",
        "'\"page\": 1'|'\"page\": 01'",
        "'\"page\": 1'|'\"page\": 10001'",
        "'\"page_size\": 20'|'\"page_size\": 0'",
        "'\"q\": null'|'\"q\": \"\"'",
        "'\"q\": null'|'\"q\": \"\"\"'",
        "'\"q\": null'|'\"q\": \"a\\\"'",
        "'\"q\": null'|'\"q\": \"\\u00E9\"'",
        "'\"q\": null'|'\"q\": \"\\u0041\"'",
        "'\"q\": null'|'\"q\": \"\\u12\"'",
        "'\"q\": null'|'\"q\": \"\\u12zz\"'",
        "'\"q\": null'|'\"q\": \"\\u0000\"'",
        "'\"q\": null'|'\"q\": \"\\ud83d\"'",
        "'\"q\": null'|'\"q\": \"\\/\"'",
        "'\"sort\": \"name\"'|'\"sort\": \"id\"'"
      })
  void whatMeansTheSameInAnotherFormIsNotCanonical(String part, String other) {
    assertThat(ListingParams.ofCanonical(DEFAULTS)).isPresent();
    assertThat(DEFAULTS).contains(part);

    assertThat(ListingParams.ofCanonical(DEFAULTS.replace(part, other))).isEmpty();
  }

  @Test
  void aVeryLongTextIsNotCanonicalEither() {
    String text = DEFAULTS.replace("\"q\": null", "\"q\": \"" + "\\\"".repeat(500_000) + "\\\"");

    assertThat(ListingParams.ofCanonical(text)).isEmpty();
  }

  private static ListingParams withQ(String q) {
    return ListingParams.of(Map.of("q", q)::get);
  }

  private static void assertInvalid(String name, String value) {
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> ListingParams.of(Map.of(name, value)::get))
        .withMessageStartingWith(name + " must be ")
        .satisfies(e -> assertThat(e.field()).isEqualTo(name));
  }
}
