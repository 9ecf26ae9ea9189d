package dev.freshet.catalog.listings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.RowId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListedPageTest {
  private static final ListingParams PARAMS =
      ListingParams.of(Map.of("q", "l\u00e4mp \"x\"", "category_id", "7")::get);
  private static final ListedPage REGISTRATION = ListedPages.CATALOG.listing(PARAMS);

  @Test
  void isReadBackFromItsFields() {
    assertThat(ListedPages.CATALOG.registered(REGISTRATION.fields())).contains(REGISTRATION);
    assertThat(ListedPages.CATALOG.registered(REGISTRATION.fields()).orElseThrow().params())
        .isEqualTo(PARAMS);
  }

  @Test
  void hasTheFieldsThatOtherProgramsWrite() {
    assertThat(REGISTRATION.fields())
        .isEqualTo(Map.of("hash", PARAMS.hash(), "params", PARAMS.canonical()));
  }

  @Test
  void aCategoryPageIsItsCategorysFirstHundredByName() {
    ListedPage page = ListedPages.CATALOG.category(RowId.of(7));

    assertThat(page.fields()).isEqualTo(Map.of("category", "7"));
    assertThat(page.key()).isEqualTo(CatalogKeys.category(7));
    assertThat(page.params())
        .isEqualTo(ListingParams.of(Map.of("category_id", "7", "page_size", "100")::get));
    assertThat(ListedPages.CATALOG.registered(page.fields())).contains(page);
  }

  @Test
  void otherRulesHaveOtherKeysAndIds() {
    ListedPages shop =
        new ListedPages(
            new KeySpace(
                new Namespace("shop"),
                Map.of(
                    ListedPages.LISTING, List.of(new KeyTemplate("shop:list:{hash}")),
                    ListedPages.CATEGORY, List.of(new KeyTemplate("shop:rayon:{slug}")))));
    ListingParams params =
        new ListingParams(
            new RowId("hüte \"&\" co"), null, null, null, null, ListingSort.PRICE, 1, 20);
    ListedPage listing = shop.listing(params);
    ListedPage rayon = shop.category(new RowId("hüte & co"));

    assertThat(params.canonical()).startsWith("{\"category_id\": \"h\\u00fcte \\\"&\\\" co\", ");
    assertThat(listing.key().name()).isEqualTo("shop:list:" + params.hash());
    assertThat(shop.registered(listing.fields())).contains(listing);
    assertThat(rayon.key().name()).isEqualTo("shop:rayon:h%C3%BCte%20%26%20co");
    assertThat(shop.registered(rayon.fields())).contains(rayon);
    assertThat(shop.categoryPage(rayon.key())).contains(rayon);
    assertThat(shop.categoryPage(listing.key())).isEmpty();
    assertThat(shop.categoryPage(CatalogKeys.category(7))).isEmpty();
    assertThat(ListedPages.CATALOG.registered(rayon.fields())).isEmpty();
    assertThat(ListedPages.NONE.registered(listing.fields())).isEmpty();
  }

  /** An integer is one whatever the type of its column, so that each id is written in one way. */
  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, '\"9223372036854775808\"'",
    "0, '\"0\"'",
    "-7, '\"-7\"'",
    "07, '\"07\"'",
    "A-1, '\"A-1\"'"
  })
  void anIdOfACategoryIsWrittenInOneWay(String id, String json) {
    ListingParams params =
        new ListingParams(new RowId(id), null, null, null, null, ListingSort.NAME, 1, 20);

    assertThat(params.canonical()).startsWith("{\"category_id\": " + json + ", \"in_stock\"");
    assertThat(ListingParams.ofCanonical(params.canonical())).contains(params);
    if (!json.startsWith("\"")) {
      assertThat(ListingParams.ofCanonical(params.canonical().replace(json, '"' + json + '"')))
          .isEmpty();
    }
  }

  @Test
  void aKindOfPagesHasOneKeyWithOnePlaceholder() {
    KeySpace keys =
        new KeySpace(
            new Namespace("shop"),
            Map.of(ListedPages.LISTING, List.of(new KeyTemplate("shop:list:{hash}:{locale}"))));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ListedPages(keys))
        .withMessageContaining("one key with one placeholder");
  }

  @Test
  void otherFieldsAreIgnored() {
    Map<String, String> fields =
        Map.of("hash", PARAMS.hash(), "params", PARAMS.canonical(), "by", "api-1");

    assertThat(ListedPages.CATALOG.registered(fields)).contains(REGISTRATION);
  }

  @Test
  void anythingMalformedIsNone() {
    assertThat(ListedPages.CATALOG.registered(Map.of())).isEmpty();
    assertThat(ListedPages.CATALOG.registered(Map.of("hash", PARAMS.hash()))).isEmpty();
    assertThat(ListedPages.CATALOG.registered(Map.of("params", PARAMS.canonical()))).isEmpty();
    assertThat(ListedPages.CATALOG.registered(fields("0123456789abcdef", PARAMS.canonical())))
        .isEmpty();
    assertThat(ListedPages.CATALOG.registered(fields(PARAMS.hash(), "{}"))).isEmpty();
    assertThat(ListedPages.CATALOG.registered(Map.of("category", "07"))).isEmpty();
    assertThat(ListedPages.CATALOG.registered(Map.of("category", ""))).isEmpty();
  }

  private static Map<String, String> fields(String hash, String params) {
    return Map.of("hash", hash, "params", params);
  }
}
