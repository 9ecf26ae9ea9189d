package dev.freshet.rules.listings;

import static dev.freshet.rules.listings.Rows.params;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The pages of one filter and rows that stay in it. */
class PagesTest {

  private static final int UPDATES = 200;

  private final Random random = new Random(4);
  private long looked;
  private long altered;

  /** Against a look at all of them; some are removed again, some never say what they show. */
  @Test
  void signaturesPassOverNoPageThatIsAltered() {
    for (int round = 0; round < 500; round++) {
      PageFilter filter = new PageFilter(params());
      List<RegisteredPage> pages = new ArrayList<>();
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        pages.add(newPage(filter, i + 1));
      }
      int removed = filter.removeIf(page -> random.nextInt(10) == 0 && pages.remove(page));
      assertThat(pages).hasSize(count - removed);
      for (int i = 0; i < UPDATES; i++) {
        compare(filter, pages, new Update(row(7), row(random.nextInt(20) == 0 ? 8 : 7)));
      }
    }

    assertThat(altered).isGreaterThan(50_000);
    assertThat(looked).isLessThan(2 * altered);
  }

  private void compare(PageFilter filter, List<RegisteredPage> pages, Update update) {
    Set<RegisteredPage> found = new HashSet<>();
    filter.forEachAltered(update, found::add);
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            pages.stream().filter(page -> page.isAlteredBy(update)).toList());
    altered += found.size();
    looked += pages.stream().filter(page -> update.mayAlter(page.signature())).count();
  }

  private RegisteredPage newPage(PageFilter filter, int number) {
    ListingSort sort = ListingSort.values()[random.nextInt(ListingSort.values().length)];
    ListingParams params = params("sort", sort.parameter(), "page", Integer.toString(number));
    RegisteredPage page = new RegisteredPage(filter, ListedPages.CATALOG.listing(params), 0);
    filter.add(page);
    if (random.nextInt(20) != 0) {
      filter.show(page, content(sort));
    }
    return page;
  }

  private PageContent content(ListingSort sort) {
    if (random.nextInt(20) == 0) {
      return PageContent.ofProducts("1-0", List.of());
    }
    if (sort == ListingSort.NAME || sort == ListingSort.NAME_DESC) {
      return PageContent.ofProducts(
          "1-0",
          LongStream.range(0, 1 + random.nextInt(20))
              .mapToObj(any -> RowId.of(random.nextInt(50)))
              .toList());
    }
    long one = sort == ListingSort.NEWEST ? micros() : cents();
    long other = random.nextBoolean() ? one : sort == ListingSort.NEWEST ? micros() : cents();
    boolean descends = sort != ListingSort.PRICE;
    return Rows.span(
        "1-0",
        random.nextInt(15),
        descends ? Math.max(one, other) : Math.min(one, other),
        random.nextInt(15),
        descends ? Math.min(one, other) : Math.max(one, other));
  }

  private ProductRow row(long id) {
    return new ProductRow(
        ProductId.of(id),
        "S",
        random.nextInt(10) == 0 ? "Table" : "Chair",
        ProductId.of(3),
        random.nextInt(20) == 0 ? OptionalLong.empty() : OptionalLong.of(cents()),
        "EUR",
        true,
        random.nextInt(5) == 0 ? OptionalLong.of(micros()) : OptionalLong.of(0));
  }

  /** Of any order of magnitude, and often the same. */
  private long cents() {
    return random.nextBoolean() ? 1_000 : random.nextLong() >>> (24 + random.nextInt(40));
  }

  /** Within a few years, before 1970 too. */
  private long micros() {
    return random.nextInt(200) * 1_000_000_000_000L - 10_000_000_000_000L;
  }
}
