package dev.freshet.rules.listings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Filters of one category, or of none, that search names: each under one gram of its term, which
 * every name that contains the term has.
 */
final class SearchTerms {

  /** For terms without a gram: any name may contain them. */
  private static final long NO_GRAM = 0;

  private final Map<PageFilter, PageFilter> all = new HashMap<>();
  private final Map<Long, List<PageFilter>> byGram = new HashMap<>();

  private final GramSet grams = new GramSet();

  /** Of the grams, as {@link Grams#forEach} takes them. */
  private int lengths;

  /** The filter with the same conditions; this one, which is added, if there is none. */
  PageFilter intern(PageFilter filter) {
    @Nullable PageFilter known = all.putIfAbsent(filter, filter);
    if (known != null) {
      return known;
    }
    List<PageFilter> filters = filters(rarest(filter.term()));
    lengths |= filter.term().isEmpty() ? 0 : Grams.lengthBit(filter.term());
    filter.keepAt(filters.size());
    filters.add(filter);
    return filter;
  }

  private List<PageFilter> filters(long gram) {
    @Nullable List<PageFilter> known = byGram.get(gram);
    if (known != null) {
      return known;
    }
    List<PageFilter> filters = new ArrayList<>(1);
    byGram.put(gram, filters);
    grams.add(gram, byGram.keySet());
    return filters;
  }

  void remove(PageFilter filter) {
    all.remove(filter);
    for (long gram : grams(filter.term())) {
      List<PageFilter> filters = byGram.getOrDefault(gram, List.of());
      if (filter.place() < filters.size() && filters.get(filter.place()) == filter) {
        PageFilter last = filters.remove(filters.size() - 1);
        if (last != filter) {
          filters.set(filter.place(), last);
          last.keepAt(filter.place());
        }
        if (filters.isEmpty()) {
          byGram.remove(gram);
        }
        return;
      }
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Visits all filters whose terms the name contains, others too, and some several times. */
  void visit(RowImage image, Consumer<PageFilter> visitor) {
    if (!image.isNameKnown()) {
      visitAll(visitor);
      return;
    }
    visit(NO_GRAM, visitor);
    Grams.forEach(image.foldedName(), lengths, gram -> visit(gram, visitor));
  }

  private void visit(long gram, Consumer<PageFilter> visitor) {
    @Nullable List<PageFilter> filters = grams.mayContain(gram) ? byGram.get(gram) : null;
    if (filters != null) {
      filters.forEach(visitor);
    }
  }

  void visitAll(Consumer<PageFilter> visitor) {
    all.values().forEach(visitor);
  }

  private long rarest(String term) {
    return grams(term).stream().min(Comparator.comparingInt(this::count)).orElseThrow();
  }

  private static Set<Long> grams(String term) {
    Set<Long> grams = new TreeSet<>();
    Grams.forEachLongest(term, grams::add);
    return grams.isEmpty() ? Set.of(NO_GRAM) : grams;
  }

  private int count(long gram) {
    return byGram.getOrDefault(gram, List.of()).size();
  }
}
