package dev.freshet.checker.shop;

import dev.freshet.checker.history.Change;
import dev.freshet.checker.history.Place;
import dev.freshet.checker.history.Row;
import tools.jackson.databind.JsonNode;

/** Where a page of the shop shows rows that depend on nothing but themselves. */
sealed interface ShopPlace extends Place {

  /** What a place shows of a row that has no version to be seen. */
  long THERE = 1;

  @Override
  default boolean isWhole() {
    return true;
  }

  /** What {@link Change#state} is: the place of a row whose key does not say where it belongs. */
  static Object of(String table, JsonNode row) {
    return switch (table) {
      case "variant" -> new Variants(row.get("product_id").asLong());
      case "image" -> new Images(row.get("owner_type").asString(), row.get("owner_id").asLong());
      default -> table;
    };
  }

  /** A row, or that it is not there. */
  record Itself(Row row) implements ShopPlace {
    @Override
    public long shows(Change change) {
      return change.row().equals(row) && !change.deleted() ? change.version() : NOTHING;
    }
  }

  /** The variants of a product. */
  record Variants(long product) implements ShopPlace {
    @Override
    public long shows(Change change) {
      return equals(change.state()) ? change.version() : NOTHING;
    }
  }

  /** That a variant is one of a product, where its version is not to be seen. */
  record VariantOf(long product) implements ShopPlace {
    @Override
    public long shows(Change change) {
      return new Variants(product).equals(change.state()) ? THERE : NOTHING;
    }

    @Override
    public boolean isWhole() {
      return false;
    }
  }

  /** The images of a product or a variant. */
  record Images(String ownerType, long owner) implements ShopPlace {
    @Override
    public long shows(Change change) {
      return equals(change.state()) ? change.version() : NOTHING;
    }
  }

  /** The stock of a variant. */
  record Stock(long variant) implements ShopPlace {
    @Override
    public long shows(Change change) {
      Row row = change.row();
      return row.table().equals("stock") && row.id() == variant && !change.deleted()
          ? change.version()
          : NOTHING;
    }
  }

  /** In which categories a product is. */
  record CategoriesOf(long product) implements ShopPlace {
    @Override
    public long shows(Change change) {
      Row row = change.row();
      return row.table().equals("product_category") && row.id() == product && !change.deleted()
          ? THERE
          : NOTHING;
    }
  }

  /** Which products a category has. */
  record ProductsIn(long category) implements ShopPlace {
    @Override
    public long shows(Change change) {
      Row row = change.row();
      return row.table().equals("product_category") && row.part() == category && !change.deleted()
          ? THERE
          : NOTHING;
    }
  }
}
