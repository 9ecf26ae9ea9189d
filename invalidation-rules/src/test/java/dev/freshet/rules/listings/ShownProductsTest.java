package dev.freshet.rules.listings;

import static dev.freshet.rules.listings.Rows.CHAIR;
import static dev.freshet.rules.listings.Rows.chair;
import static dev.freshet.rules.listings.Rows.created;
import static dev.freshet.rules.listings.Rows.ids;
import static dev.freshet.rules.listings.Rows.in;
import static dev.freshet.rules.listings.Rows.named;
import static dev.freshet.rules.listings.Rows.params;
import static dev.freshet.rules.listings.Rows.priced;
import static dev.freshet.rules.listings.Rows.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A page and a row that stays in its filter. */
class ShownProductsTest {

  private static final PageContent EMPTY = PageContent.ofProducts("1-0", List.of());

  /** Products 4 at 10.00 to 9 at 20.00. */
  private static final PageContent SPAN = span("1-0", 4, 1_000, 9, 2_000);

  @ParameterizedTest
  @EnumSource(ListingSort.class)
  void anUnknownPageShowsWhateverChangesItsLooksOrItsPlace(ListingSort sort) {
    assertThat(isAltered(sort, null, in(3, true), in(3, false))).isTrue();
    assertThat(isAltered(sort, null, CHAIR, chair(7, 2_000))).isTrue();
    assertThat(isAltered(sort, null, CHAIR, CHAIR)).isFalse();
    assertThat(isAltered(sort, null, created(OptionalLong.of(1)), created(OptionalLong.of(2))))
        .isEqualTo(sort == ListingSort.NEWEST);
  }

  @ParameterizedTest
  @EnumSource(ListingSort.class)
  void anEmptyPageStaysEmpty(ListingSort sort) {
    assertThat(isAltered(sort, EMPTY, CHAIR, chair(7, 2_000))).isFalse();
    assertThat(isAltered(sort, EMPTY, CHAIR, named("Table"))).isFalse();
  }

  @Test
  void byNameAPageChangesWithTheProductsThatItShows() {
    PageContent content = PageContent.ofProducts("1-0", ids(9L, 7L, 123_456_789_012L));

    assertThat(isAltered(ListingSort.NAME, content, chair(7, 1), chair(7, 2))).isTrue();
    assertThat(isAltered(ListingSort.NAME, content, chair(8, 1), chair(8, 2))).isFalse();
    assertThat(
            isAltered(
                ListingSort.NAME_DESC,
                content,
                chair(123_456_789_012L, 1),
                chair(123_456_789_012L, 2)))
        .isTrue();
  }

  @Test
  void byNameARenamedProductMayMoveIntoAnyPage() {
    PageContent content = PageContent.ofProducts("1-0", ids(1L));

    assertThat(isAltered(ListingSort.NAME, content, named("Chair"), named("Table"))).isTrue();
    assertThat(isAltered(ListingSort.NAME, content, chair(7, 1), chair(8, 1))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "500, 600, false",
    "500, 1500, true",
    "1500, 500, true",
    "1500, 1600, true",
    "500, 2500, true",
    "2500, 500, true",
    "2500, 2600, false"
  })
  void byPriceAPageChangesWithWhatIsOnItOrPassesIt(long before, long after, boolean altered) {
    assertThat(isAltered(ListingSort.PRICE, SPAN, chair(7, before), chair(7, after)))
        .isEqualTo(altered);
    PageContent descending = span("1-0", 4, 2_000, 9, 1_000);
    assertThat(isAltered(ListingSort.PRICE_DESC, descending, chair(7, before), chair(7, after)))
        .isEqualTo(altered);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 500, 1000, false",
    "4, 500, 1000, true",
    "10, 2500, 2000, false",
    "9, 2500, 2000, true"
  })
  void amongEqualPricesTheIdDecides(long id, long before, long after, boolean altered) {
    assertThat(isAltered(ListingSort.PRICE, SPAN, chair(id, before), chair(id, after)))
        .isEqualTo(altered);
  }

  /** uuids by their bytes, without signs; texts, and what is of another type, may be anywhere. */
  @ParameterizedTest
  @CsvSource({
    "00000000-0000-0000-0000-000000000001, false, true",
    "7fffffff-0000-0000-0000-000000000000, true, true",
    "80000000-0000-0000-0000-000000000000, true, true",
    "80000000-0000-0000-8000-000000000000, true, false",
    "ffffffff-0000-0000-0000-000000000000, true, false"
  })
  void amongEqualPricesUuidsDecideByTheirBytes(UUID id, boolean afterFirst, boolean beforeLast) {
    PageContent content =
        PageContent.ofSpan(
            "1-0",
            new RowId("7fffffff-0000-0000-0000-000000000000"),
            1_000,
            new RowId("80000000-0000-0000-7000-000000000000"),
            2_000);
    ProductId uuid = ProductId.of(id);

    assertThat(moves(content, uuid, 500, 1_000)).isEqualTo(afterFirst);
    assertThat(moves(content, uuid, 2_500, 2_000)).isEqualTo(beforeLast);
    assertThat(moves(content, ProductId.of(id.toString()), 500, 1_000)).isTrue();
    assertThat(moves(content, ProductId.of(id.toString()), 2_500, 2_000)).isTrue();
    assertThat(moves(content, ProductId.of(7), 500, 1_000)).isTrue();
    assertThat(moves(SPAN, uuid, 500, 1_000)).isTrue();
  }

  @Test
  void amongEqualPricesTextsMayBeAnywhere() {
    for (PageContent content :
        List.of(SPAN, PageContent.ofSpan("1-0", new RowId("m"), 1_000, new RowId("n"), 2_000))) {
      for (String id : List.of("a", "3", "99", "z")) {
        assertThat(moves(content, ProductId.of(id), 500, 1_000)).isTrue();
        assertThat(moves(content, ProductId.of(id), 2_500, 2_000)).isTrue();
        assertThat(moves(content, ProductId.of(id), 500, 999)).isFalse();
        assertThat(moves(content, ProductId.of(id), 2_500, 2_001)).isFalse();
      }
    }
  }

  /** The registry does not tell which type a column has. */
  @ParameterizedTest
  @CsvSource({
    "42",
    "042",
    "-1",
    "0",
    "0190a5c8-0000-7000-8000-00000000abcd",
    "0190A5C8-0000-7000-8000-00000000ABCD",
    "'a,b'",
    "日本"
  })
  void byNameAnIdIsFoundByItsText(String id) {
    PageContent content = PageContent.ofProducts("1-0", List.of(RowId.of(1), new RowId(id)));

    assertThat(isShown(content, ProductId.of(id))).isTrue();
    RowId.integer(id).ifPresent(is -> assertThat(isShown(content, ProductId.of(is))).isTrue());
    RowId.uuid(id).ifPresent(is -> assertThat(isShown(content, ProductId.of(is))).isTrue());
    assertThat(isShown(content, ProductId.of("other"))).isFalse();
  }

  private static boolean isShown(PageContent content, ProductId id) {
    return isAltered(ListingSort.NAME, content, chair(id, 1, 7), chair(id, 2, 7));
  }

  private static boolean moves(PageContent content, ProductId id, long before, long after) {
    return isAltered(ListingSort.PRICE, content, chair(id, before, 7), chair(id, after, 7));
  }

  @Test
  void theNewestComesFirst() {
    PageContent content = span("1-0", 7, 2_000, 7, 1_000);
    ProductRow shown = created(OptionalLong.of(1_500));

    assertThat(
            isAltered(
                ListingSort.NEWEST,
                content,
                created(OptionalLong.of(500)),
                created(OptionalLong.of(600))))
        .isFalse();
    assertThat(isAltered(ListingSort.NEWEST, content, shown, created(OptionalLong.of(1_501))))
        .isTrue();
    assertThat(isAltered(ListingSort.NEWEST, content, shown, created(OptionalLong.empty())))
        .isTrue();
  }

  @Test
  void anUnknownPriceMayBeAnywhere() {
    assertThat(
            isAltered(
                ListingSort.PRICE,
                SPAN,
                priced(OptionalLong.empty()),
                priced(OptionalLong.empty())))
        .isTrue();
    assertThat(isAltered(ListingSort.PRICE, SPAN, priced(OptionalLong.empty()), chair(7, 2_500)))
        .isTrue();
  }

  @Test
  void withoutASpanAPageByNumbersMayShowAnything() {
    PageContent ids = PageContent.ofProducts("1-0", ids(1L, 2L));

    assertThat(isAltered(ListingSort.PRICE, ids, in(3, true), in(3, false))).isTrue();
    assertThat(isAltered(ListingSort.NAME, SPAN, in(3, true), in(3, false))).isTrue();
  }

  @Test
  void everyVisibleColumnIsLooks() {
    PageContent content = PageContent.ofProducts("1-0", ids(7L));
    ProductRow row = CHAIR;
    List<ProductRow> others =
        List.of(
            new ProductRow(
                ProductId.of(7),
                "T7",
                row.name(),
                ProductId.of(3),
                row.cents(),
                "EUR",
                true,
                row.createdAt()),
            new ProductRow(
                ProductId.of(7),
                "S7",
                row.name(),
                ProductId.of(4),
                row.cents(),
                "EUR",
                true,
                row.createdAt()),
            new ProductRow(
                ProductId.of(7),
                "S7",
                row.name(),
                ProductId.of(3),
                row.cents(),
                "USD",
                true,
                row.createdAt()),
            new ProductRow(
                ProductId.of(7),
                "S7",
                row.name(),
                ProductId.of(3),
                row.cents(),
                "EUR",
                false,
                row.createdAt()),
            new ProductRow(
                ProductId.of(7),
                "S7",
                row.name(),
                ProductId.of(3),
                OptionalLong.of(1),
                "EUR",
                true,
                row.createdAt()));

    assertThat(others).allMatch(other -> isAltered(ListingSort.NAME, content, row, other));
    ProductRow unknown = priced(OptionalLong.empty());
    assertThat(isAltered(ListingSort.NAME, content, unknown, unknown)).isTrue();
  }

  @Test
  void looksOnlyMatterOnThePage() {
    assertThat(isAltered(ListingSort.PRICE, SPAN, in(3, true), in(3, false))).isTrue();
    PageContent elsewhere = span("1-0", 4, 3_000, 9, 4_000);
    assertThat(isAltered(ListingSort.PRICE, elsewhere, in(3, true), in(3, false))).isFalse();
  }

  private static boolean isAltered(
      ListingSort sort, @Nullable PageContent content, ProductRow before, ProductRow after) {
    ListedPage registration = ListedPages.CATALOG.listing(params("sort", sort.parameter()));
    RegisteredPage page =
        new RegisteredPage(new PageFilter(registration.params()), registration, 0);
    if (content != null) {
      page.show(content);
    }
    return page.isAlteredBy(new Update(before, after));
  }
}
