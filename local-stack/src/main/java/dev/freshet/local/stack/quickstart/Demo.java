package dev.freshet.local.stack.quickstart;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.Servers;
import java.util.List;
import java.util.Map;

/**
 * What the check changes and reads.
 *
 * @param update gives something a price, the one parameter
 * @param pages that show the price
 */
record Demo(String update, List<Page> pages) {

  /**
   * @param path of the request
   * @param key under which it is cached
   * @param price how it shows the price, with %d for the number before the point
   */
  record Page(String path, String key, String price) {

    String showing(int wholePrice) {
      return price.formatted(wholePrice);
    }
  }

  static Demo of(Application application, Servers servers) {
    return application == Application.CATALOG ? ofCatalog(servers) : ofShop();
  }

  /** A product that is on the first page of its category. */
  private static Demo ofCatalog(Servers servers) {
    String first = "select id || ' ' || category_id from products order by name, id limit 1";
    String[] ids = servers.ask(first).split(" ");
    long product = Long.parseLong(ids[0]);
    long category = Long.parseLong(ids[1]);
    String price = "\"price\":\"%d.00\"";
    return new Demo(
        "update products set price = ? where id = " + product,
        List.of(
            new Page("/products/" + product, CatalogKeys.product(product).name(), price),
            new Page(
                "/products?category_id=" + category,
                ListedPages.CATALOG
                    .listing(ListingParams.of(Map.of("category_id", ids[1])::get))
                    .key()
                    .name(),
                price),
            new Page(
                "/categories/" + category + "/products",
                CatalogKeys.category(category).name(),
                price)));
  }

  private static Demo ofShop() {
    return new Demo(
        "update price set amount = ? where channel_id = 1 and variant_id % 40 = 1",
        List.of(
            new Page("/products/1?channel=eu", "shop:product:1:eu:EN", "\"price\":%d.00"),
            new Page("/categories/1?channel=eu", "shop:category:1:eu", "\"price\":%d.00")));
  }
}
