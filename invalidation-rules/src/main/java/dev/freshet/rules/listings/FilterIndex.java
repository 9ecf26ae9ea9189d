package dev.freshet.rules.listings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the filters that a row may match, without looking at most others: by its category, and
 * there by its price, or by what its name contains.
 */
final class FilterIndex {

  private final Group anyCategory = new Group("");
  private final Map<Object, Group> categories = new HashMap<>();
  private int visits;

  /** The filter with the same conditions; this one, which is added, if there is none. */
  PageFilter intern(PageFilter filter) {
    if (!filter.hasCategory()) {
      return anyCategory.intern(filter);
    }
    Group group = categories.computeIfAbsent(filter.category(), Group::new);
    if (group.category instanceof String text) {
      filter.shareCategory(text);
    }
    return group.intern(filter);
  }

  /** Removes a filter that {@link #intern} returned. */
  void remove(PageFilter filter) {
    @Nullable Group group = filter.hasCategory() ? categories.get(filter.category()) : anyCategory;
    if (group == null) {
      return;
    }
    group.remove(filter);
    if (filter.hasCategory() && group.isEmpty()) {
      categories.remove(filter.category());
    }
  }

  List<PageFilter> all() {
    List<PageFilter> all = new ArrayList<>();
    anyCategory.visitAll(all::add);
    categories.values().forEach(group -> group.visitAll(all::add));
    return all;
  }

  /** Visits, once each, all filters that one of the images may match, and few others. */
  void visit(@Nullable RowImage before, @Nullable RowImage after, Consumer<PageFilter> visitor) {
    int number = nextNumber();
    Consumer<PageFilter> once =
        filter -> {
          if (filter.visit(number)) {
            visitor.accept(filter);
          }
        };
    if (before != null) {
      visitGroups(before, null, once);
    }
    if (after != null) {
      visitGroups(after, before, once);
    }
  }

  /** A number that no filter and no page has, to tell those that were met already. */
  int nextNumber() {
    visits++;
    if (visits == 0) {
      all().forEach(PageFilter::forgetNumbers);
      visits = 1;
    }
    return visits;
  }

  /** Passes over those that the other image has found as well. */
  private void visitGroups(RowImage image, @Nullable RowImage other, Consumer<PageFilter> visitor) {
    anyCategory.visit(image, other, visitor);
    @Nullable Object category = image.category();
    @Nullable Group group = category == null ? null : categories.get(category);
    if (group != null) {
      boolean isSame = other != null && Objects.equals(other.category(), category);
      group.visit(image, isSame ? other : null, visitor);
    }
  }

  /** The filters of one category, or of none. */
  private static final class Group {

    private final Object category;
    private final PriceIntervals others = new PriceIntervals();

    /** Few categories are searched in. */
    private @Nullable SearchTerms searches;

    Group(Object category) {
      this.category = category;
    }

    PageFilter intern(PageFilter filter) {
      if (!filter.isSearch()) {
        return others.intern(filter);
      }
      if (searches == null) {
        searches = new SearchTerms();
      }
      return searches.intern(filter);
    }

    void remove(PageFilter filter) {
      if (!filter.isSearch()) {
        others.remove(filter);
      } else if (searches != null) {
        searches.remove(filter);
        searches = searches.isEmpty() ? null : searches;
      }
    }

    boolean isEmpty() {
      return others.isEmpty() && searches == null;
    }

    void visit(RowImage image, @Nullable RowImage other, Consumer<PageFilter> visitor) {
      OptionalLong price = image.row().cents();
      if (other == null || !other.row().cents().equals(price)) {
        price.ifPresentOrElse(
            cents -> others.visit(cents, visitor), () -> others.visitAll(visitor));
      }
      if (searches != null && (other == null || !other.hasSameName(image))) {
        searches.visit(image, visitor);
      }
    }

    void visitAll(Consumer<PageFilter> visitor) {
      others.visitAll(visitor);
      if (searches != null) {
        searches.visitAll(visitor);
      }
    }
  }
}
