package dev.freshet.invalidator.listings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Filters of one category, or of none, that search names: each under one gram of its term, which
 * every name that contains the term has.
 */
final class SearchTerms {

  /** For terms without a gram: any name may contain them. */
  private static final long NO_GRAM = 0;

  private final Map<Long, List<PageFilter>> byGram = new HashMap<>();

  /** The filter with the same conditions; this one, which is added, if there is none. */
  PageFilter intern(PageFilter filter) {
    for (long gram : grams(filter)) {
      for (PageFilter known : byGram.getOrDefault(gram, List.of())) {
        if (known.isLike(filter)) {
          return known;
        }
      }
    }
    byGram.computeIfAbsent(rarest(grams(filter)), gram -> new ArrayList<>(1)).add(filter);
    return filter;
  }

  void remove(PageFilter filter) {
    for (long gram : grams(filter)) {
      @Nullable List<PageFilter> filters = byGram.get(gram);
      if (filters != null && filters.remove(filter) && filters.isEmpty()) {
        byGram.remove(gram);
      }
    }
  }

  boolean isEmpty() {
    return byGram.isEmpty();
  }

  /** Visits all filters whose terms the name contains, others too, and some several times. */
  void visit(RowImage image, Consumer<PageFilter> visitor) {
    if (!image.isNameKnown()) {
      visitAll(visitor);
      return;
    }
    byGram.getOrDefault(NO_GRAM, List.of()).forEach(visitor);
    image.forEachGram(gram -> byGram.getOrDefault(gram, List.of()).forEach(visitor));
  }

  void visitAll(Consumer<PageFilter> visitor) {
    byGram.values().forEach(filters -> filters.forEach(visitor));
  }

  private long rarest(List<Long> grams) {
    long rarest = grams.get(0);
    for (long gram : grams) {
      if (count(gram) < count(rarest)) {
        rarest = gram;
      }
    }
    return rarest;
  }

  private int count(long gram) {
    return byGram.getOrDefault(gram, List.of()).size();
  }

  private static List<Long> grams(PageFilter filter) {
    if (filter.term().isEmpty()) {
      return List.of(NO_GRAM);
    }
    List<Long> grams = new ArrayList<>();
    Grams.forEachLongest(filter.term(), grams::add);
    return grams;
  }
}
