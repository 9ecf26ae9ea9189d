package dev.freshet.benchmarks.peers;

import dev.freshet.catalog.listings.ListingParams;

/** What the peers serve. */
public interface Catalog {

  PeerProduct product(long id);

  PeerPage listing(ListingParams params);

  PeerCategoryPage categoryPage(long id);

  /** Changes a product, and what the cache has of it, as far as its peer does that. */
  void setStock(long id, int stock);
}
