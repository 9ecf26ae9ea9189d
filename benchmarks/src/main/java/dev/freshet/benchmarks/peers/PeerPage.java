package dev.freshet.benchmarks.peers;

import dev.freshet.catalog.ProductPage;
import java.io.Serializable;
import java.util.ArrayList;

/** As {@link ProductPage}. */
public record PeerPage(ArrayList<PeerSummary> items, int page, int pageSize, long total)
    implements Serializable {

  public static PeerPage of(ProductPage page) {
    return new PeerPage(PeerSummary.each(page.items()), page.page(), page.pageSize(), page.total());
  }
}
