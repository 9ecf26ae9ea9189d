package dev.freshet.catalog.listings;

import dev.freshet.keys.RowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One page of a listing and its total, as one SQL statement: what a listing means. The API runs it,
 * and the invalidator tells from rows when its result changes.
 *
 * @param sql returns {@code total} and the products' columns, {@code created_at} among them; one
 *     row with nulls for an empty page
 * @param parameters of the statement by name, where it has {@code :name}
 */
public record ListingQuery(String sql, Map<String, Object> parameters) {

  /** The total comes with every row, and with a row of nulls where the page is empty. */
  private static final String SQL =
      """
      with matching as not materialized (
          select id, sku, name, category_id, price, currency, stock, created_at
          from products
          %1$s)
      select (select count(*) from matching) as total, page.*
      from (values (1)) as one (row)
      left join lateral (
          select * from matching
          order by %2$s, id limit :limit offset :offset) page on true
      order by %2$s, id
      """;

  /** The statement for these parameters. */
  public static ListingQuery of(ListingParams params) {
    List<String> conditions = new ArrayList<>();
    Map<String, Object> parameters = new HashMap<>();
    RowId category = params.categoryId();
    if (category != null) {
      conditions.add("category_id = :category");
      parameters.put("category", category.integer().orElseThrow());
    }
    if (params.minPrice() != null) {
      conditions.add("price >= :min_price");
      parameters.put("min_price", params.minPrice());
    }
    if (params.maxPrice() != null) {
      conditions.add("price <= :max_price");
      parameters.put("max_price", params.maxPrice());
    }
    Boolean inStock = params.inStock();
    if (inStock != null) {
      conditions.add(inStock ? "stock > 0" : "stock <= 0");
    }
    String q = params.q();
    if (q != null) {
      conditions.add(NameSearch.of(q).condition(parameters));
    }
    parameters.put("limit", params.pageSize());
    parameters.put("offset", (params.page() - 1) * params.pageSize());
    String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
    return new ListingQuery(SQL.formatted(where, order(params)), parameters);
  }

  private static String order(ListingParams params) {
    return switch (params.sort()) {
      case NAME -> "name";
      case NAME_DESC -> "name desc";
      case PRICE -> "price";
      case PRICE_DESC -> "price desc";
      case NEWEST -> "created_at desc";
    };
  }
}
