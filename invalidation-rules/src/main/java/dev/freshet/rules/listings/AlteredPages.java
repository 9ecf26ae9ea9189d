package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.CacheKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pages that changes may have altered: all pages of some filters, and single ones of others.
 */
public final class AlteredPages {

  private final ListedPages pages;
  private final int number;
  private final List<AlteredFilter> filters = new ArrayList<>();
  private final List<RegisteredPage> singles = new ArrayList<>();
  private long candidates;

  /**
   * No pages.
   *
   * @param pages how their keys are written
   * @param number marks what is in it
   */
  AlteredPages(ListedPages pages, int number) {
    this.pages = pages;
    this.number = number;
  }

  void addAll(PageFilter filter, Effect effect) {
    if (filter.alterAll(number)) {
      filters.add(new AlteredFilter(filter, effect));
    }
  }

  void add(RegisteredPage page) {
    if (page.alter(number)) {
      singles.add(page);
    }
  }

  /** Whether all pages of the filter are in it, so that it need not be looked at again. */
  boolean hasAll(PageFilter filter) {
    return filter.isAltered(number);
  }

  void countCandidate() {
    candidates++;
  }

  /** The filters of which all pages are in it. */
  List<PageFilter> filters() {
    return filters.stream().map(AlteredFilter::filter).toList();
  }

  /** The pages of other filters. */
  List<RegisteredPage> singles() {
    return singles.stream().filter(page -> !hasAll(page.filter())).toList();
  }

  /** How many filters were compared with the changes. */
  public long candidates() {
    return candidates;
  }

  /** The pages' keys, each once. To be asked before the next comparison. */
  public Set<CacheKey> keys() {
    return effects().keySet();
  }

  /**
   * The pages' keys, and by which change of their filters' results each was found first. To be
   * asked before the next comparison.
   */
  public Map<CacheKey, Effect> effects() {
    Map<CacheKey, Effect> found = new LinkedHashMap<>();
    for (AlteredFilter all : filters) {
      all.filter().forEachPage(page -> found.putIfAbsent(page.key(pages), all.effect()));
    }
    singles().forEach(page -> found.putIfAbsent(page.key(pages), Effect.STAY));
    return found;
  }

  private record AlteredFilter(PageFilter filter, Effect effect) {}
}
