package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Live pages of a shop, with what they show, and changes of its products, the same in every run.
 *
 * <p>In one and the same shop more live listings mean more that show a product. In a larger shop
 * there is a department, like a middling shop, for each 1,000 listings, so that the others' have
 * nothing to do with a change but for what a name happens to contain. What a page shows is taken
 * from its own department, as if other departments' products came later.
 */
final class MixShop {

  private static final int LISTINGS = 1_000;
  private static final int CHANGES = 10_000;

  private final Random random = new Random(1);
  private final List<Page> pages = new ArrayList<>();
  private final List<ProductChange> changes = new ArrayList<>();

  private MixShop(int departments, int listings) {
    for (int i = 0; i < departments; i++) {
      add(new MixCatalog(random, i), listings / departments, CHANGES / departments);
    }
    Collections.shuffle(pages, random);
    Collections.shuffle(changes, random);
  }

  static MixShop same(int listings) {
    return new MixShop(1, listings);
  }

  static MixShop larger(int listings) {
    return new MixShop(listings / LISTINGS, listings);
  }

  private void add(MixCatalog catalog, int listings, int someChanges) {
    Map<Scope, List<ProductRow>> scopes = new HashMap<>();
    for (ListedPage page : new MixRequests(random, catalog).pages(listings)) {
      ListingParams params = page.params();
      List<ProductRow> matching =
          scopes.computeIfAbsent(Scope.of(params), scope -> scope.rows(catalog)).stream()
              .filter(row -> MixListing.matches(params, row))
              .limit((long) params.page() * params.pageSize())
              .toList();
      List<ProductRow> shown = MixListing.page(params, matching);
      pages.add(new Page(page, MixListing.content(StreamId.FIRST, params.sort(), shown)));
    }
    MixChanges mix = new MixChanges(random, catalog);
    for (int i = 0; i < someChanges; i++) {
      changes.add(mix.change());
    }
  }

  List<PageFilter> filters() {
    FilterIndex distinct = new FilterIndex();
    pages.forEach(
        page -> {
          PageFilter unused = distinct.intern(new PageFilter(page.registration().params()));
        });
    return distinct.all();
  }

  List<ProductChange> changes() {
    return changes;
  }

  /** An index of all pages. */
  ListingIndex index() throws InterruptedException {
    FakeRegistry registry = new FakeRegistry();
    ListingIndex index = new ListingIndex(registry, Integer.MAX_VALUE, () -> {});
    index.refresh();
    index.clear();
    for (Page page : pages) {
      StreamId id = registry.add(page.registration().fields());
      registry.add(page.content(id).fields());
    }
    index.refresh();
    registry.entries.clear();
    return index;
  }

  /** A condition that narrows well what many listings are searched in, all in the same order. */
  private record Scope(@Nullable RowId category, String word, ListingSort sort) {

    static Scope of(ListingParams params) {
      @Nullable String q = params.categoryId() != null ? null : params.q();
      return new Scope(params.categoryId(), q == null ? "" : q.split(" ", 2)[0], params.sort());
    }

    List<ProductRow> rows(MixCatalog catalog) {
      Collection<ProductRow> all = category == null ? catalog.rows() : catalog.rows(category);
      return all.stream()
          .filter(row -> row.name().contains(word))
          .sorted(MixListing.order(sort))
          .toList();
    }
  }

  private record Page(ListedPage registration, PageContent content) {

    PageContent content(StreamId id) {
      return new PageContent(id.toString(), content.ids(), content.first(), content.last());
    }
  }
}
