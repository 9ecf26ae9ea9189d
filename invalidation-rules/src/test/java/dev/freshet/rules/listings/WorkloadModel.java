package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.RowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The catalog, and what the listings that someone asked for show of it now. */
final class WorkloadModel {

  final MixCatalog catalog;
  private final Map<CacheKey, Page> pages = new HashMap<>();
  private final Map<ListingParams, Result> results = new HashMap<>();

  WorkloadModel(Random random) {
    this.catalog = new MixCatalog(random, 0);
  }

  Page page(ListingParams params) {
    return pages.computeIfAbsent(
        ListedPages.CATALOG.listing(params).key(), key -> newPage(key, params));
  }

  private Page newPage(CacheKey key, ListingParams params) {
    ListingParams whole =
        new ListingParams(
            params.categoryId(),
            params.minPrice(),
            params.maxPrice(),
            params.inStock(),
            params.q(),
            params.sort(),
            1,
            1);
    Result result = results.computeIfAbsent(whole, any -> new Result(whole, catalog));
    Page page = new Page(key, params, result);
    result.pages.add(page);
    return page;
  }

  /** Drops the others; they will be made again when they are asked for. */
  void retain(Predicate<CacheKey> condition) {
    pages.keySet().removeIf(condition.negate());
    results.values().forEach(result -> result.pages.removeIf(page -> !condition.test(page.key)));
    results.values().removeIf(result -> result.pages.isEmpty());
  }

  /** The pages whose responses the change alters. */
  Set<Page> apply(ProductChange change) {
    catalog.apply(change);
    Set<Page> altered = new HashSet<>();
    results.values().forEach(result -> result.apply(change, altered));
    return altered;
  }

  /** One page of a listing. */
  static final class Page {

    final CacheKey key;
    final ListingParams params;
    private final Result result;
    private int version;

    Page(CacheKey key, ListingParams params, Result result) {
      this.key = key;
      this.params = params;
      this.result = result;
    }

    /** How often its response has changed. */
    int version() {
      return version;
    }

    List<ProductRow> shown() {
      return List.copyOf(MixListing.page(params, result.rows));
    }
  }

  /** All products of a listing, in order. */
  private static final class Result {

    private final ListingParams params;
    private final Comparator<ProductRow> order;
    private final List<ProductRow> rows = new ArrayList<>();
    private final List<Page> pages = new ArrayList<>();

    Result(ListingParams params, MixCatalog catalog) {
      this.params = params;
      ListingSort sort = params.sort();
      this.order = MixListing.order(sort);
      @Nullable RowId category = params.categoryId();
      Collection<ProductRow> scope = category == null ? catalog.rows() : catalog.rows(category);
      scope.stream().filter(this::has).forEach(rows::add);
      rows.sort(order);
    }

    private boolean has(ProductRow row) {
      return MixListing.matches(params, row);
    }

    void apply(ProductChange change, Set<Page> altered) {
      Optional<ProductRow> before = change.before().filter(this::has);
      Optional<ProductRow> after = change.after().filter(this::has);
      if (before.isEmpty() && after.isEmpty()) {
        return;
      }
      int total = rows.size();
      List<List<ProductRow>> shown = pages.stream().map(Page::shown).toList();
      before.ifPresent(row -> rows.remove(Collections.binarySearch(rows, row, order)));
      after.ifPresent(row -> rows.add(-Collections.binarySearch(rows, row, order) - 1, row));
      for (int i = 0; i < pages.size(); i++) {
        Page page = pages.get(i);
        if (rows.size() != total || !page.shown().equals(shown.get(i))) {
          page.version++;
          altered.add(page);
        }
      }
    }
  }
}
