package dev.freshet.api.catalog;

import dev.freshet.api.cache.Freshness;
import dev.freshet.api.cache.Read;
import dev.freshet.keys.CategoryPage;
import dev.freshet.keys.ListingParams;
import dev.freshet.keys.Product;
import dev.freshet.keys.ProductPage;

/** The reads that may be answered from the cache. */
public interface Catalog {

  /** The product; no value if there is none with this id. */
  Read<Product> product(long id, Freshness freshness);

  /** One page of products; always a value. */
  Read<ProductPage> listing(ListingParams params, Freshness freshness);

  /** The category and its first 100 products; no value if there is no such category. */
  Read<CategoryPage> categoryPage(long id, Freshness freshness);
}
