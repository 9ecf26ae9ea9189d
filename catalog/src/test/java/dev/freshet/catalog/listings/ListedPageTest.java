package dev.freshet.catalog.listings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.CatalogKeys;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListedPageTest {
  private static final ListingParams PARAMS =
      ListingParams.of(Map.of("q", "l\u00e4mp \"x\"", "category_id", "7")::get);
  private static final ListedPage REGISTRATION = ListedPage.ofListing(PARAMS);

  @Test
  void isReadBackFromItsFields() {
    assertThat(ListedPage.of(REGISTRATION.fields())).contains(REGISTRATION);
    assertThat(ListedPage.of(REGISTRATION.fields()).orElseThrow().params()).isEqualTo(PARAMS);
  }

  @Test
  void hasTheFieldsThatOtherProgramsWrite() {
    assertThat(REGISTRATION.fields())
        .isEqualTo(Map.of("hash", PARAMS.hash(), "params", PARAMS.canonical()));
  }

  @Test
  void aCategoryPageIsItsCategorysFirstHundredByName() {
    ListedPage page = ListedPage.ofCategory(7);

    assertThat(page.fields()).isEqualTo(Map.of("category", "7"));
    assertThat(page.key()).isEqualTo(CatalogKeys.category(7));
    assertThat(page.params())
        .isEqualTo(ListingParams.of(Map.of("category_id", "7", "page_size", "100")::get));
    assertThat(ListedPage.of(page.fields())).contains(page);
  }

  @Test
  void otherFieldsAreIgnored() {
    Map<String, String> fields =
        Map.of("hash", PARAMS.hash(), "params", PARAMS.canonical(), "by", "api-1");

    assertThat(ListedPage.of(fields)).contains(REGISTRATION);
  }

  @Test
  void anythingMalformedIsNone() {
    assertThat(ListedPage.of(Map.of())).isEmpty();
    assertThat(ListedPage.of(Map.of("hash", PARAMS.hash()))).isEmpty();
    assertThat(ListedPage.of(Map.of("params", PARAMS.canonical()))).isEmpty();
    assertThat(ListedPage.of(fields("0123456789abcdef", PARAMS.canonical()))).isEmpty();
    assertThat(ListedPage.of(fields(PARAMS.hash(), "{}"))).isEmpty();
    assertThat(ListedPage.of(Map.of("category", "07"))).isEmpty();
    assertThat(ListedPage.of(Map.of("category", ""))).isEmpty();
  }

  private static Map<String, String> fields(String hash, String params) {
    return Map.of("hash", hash, "params", params);
  }
}
