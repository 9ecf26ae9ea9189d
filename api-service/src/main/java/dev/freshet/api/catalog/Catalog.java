package dev.freshet.api.catalog;

import dev.freshet.cache.Read;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.listings.ListingParams;

/** The reads that may be answered from the cache: JSON in UTF-8, shared, not to be changed. */
public interface Catalog {

  /** The product; no value if there is none with this id. */
  Read<byte[]> product(long id, Freshness freshness);

  /** One page of products; always a value. */
  Read<byte[]> listing(ListingParams params, Freshness freshness);

  /** The category and its first 100 products; no value if there is no such category. */
  Read<byte[]> categoryPage(long id, Freshness freshness);
}
