package dev.freshet.benchmarks.peers;

import dev.freshet.catalog.CategoryPage;
import java.io.Serializable;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** As {@link CategoryPage}. */
public record PeerCategoryPage(PeerCategory category, ArrayList<PeerSummary> items, long total)
    implements Serializable {

  /** As {@link dev.freshet.catalog.Category}. */
  public record PeerCategory(long id, String slug, String name, @Nullable Long parentId)
      implements Serializable {}

  public static PeerCategoryPage of(CategoryPage page) {
    return new PeerCategoryPage(
        new PeerCategory(
            page.category().id(),
            page.category().slug(),
            page.category().name(),
            page.category().parentId()),
        PeerSummary.each(page.items()),
        page.total());
  }
}
