package dev.freshet.rules.listings;

import dev.freshet.keys.CacheKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The pages that changes may have altered: all pages of some filters, and single ones of others.
 */
public final class AlteredPages {

  private final int number;
  private final List<PageFilter> filters = new ArrayList<>();
  private final List<RegisteredPage> singles = new ArrayList<>();
  private long candidates;

  /**
   * No pages.
   *
   * @param number marks what is in it
   */
  AlteredPages(int number) {
    this.number = number;
  }

  void addAll(PageFilter filter) {
    if (filter.alterAll(number)) {
      filters.add(filter);
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
    return filters;
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
    Set<CacheKey> keys = new LinkedHashSet<>();
    Consumer<RegisteredPage> add = page -> keys.add(page.key());
    filters.forEach(filter -> filter.forEachPage(add));
    singles().forEach(add);
    return keys;
  }
}
