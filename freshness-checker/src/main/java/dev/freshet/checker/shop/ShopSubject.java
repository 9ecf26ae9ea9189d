package dev.freshet.checker.shop;

import dev.freshet.checker.load.Content;
import dev.freshet.checker.load.NewIds;
import dev.freshet.checker.load.Subject;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.ValueCodec;
import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.Resources;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The example of an application with JPA: tables and rules of its own, and values that are put
 * together from rows which move from one to another.
 */
public final class ShopSubject implements Subject {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Kind PRODUCT = new Kind("product");
  private static final Kind CATEGORY = new Kind("category");

  /** As the application's configuration has them. */
  private static final KeySpace KEYS =
      new KeySpace(
          new Namespace("shop"),
          Map.of(
              PRODUCT, List.of(new KeyTemplate("shop:product:{id:int}:{channel}:{language}")),
              CATEGORY, List.of(new KeyTemplate("shop:category:{id:int}:{channel}"))));

  private final NewIds ids = new NewIds();

  @Override
  public Application application() {
    return Application.SHOP;
  }

  @Override
  public String journal() {
    return Resources.text(ShopSubject.class, "journal.sql");
  }

  @Override
  public Object state(String table, JsonNode row) {
    return ShopPlace.of(table, row);
  }

  @Override
  public KeySpace keys() {
    return KEYS;
  }

  @Override
  public Optional<String> difference(CacheKey key, byte[] value, Connection connection)
      throws SQLException {
    Optional<JsonNode> cached = decode(value);
    Optional<JsonNode> expected = truth(key, connection);
    return cached.equals(expected)
        ? Optional.empty()
        : Optional.of("cached is " + cached + ", the database says " + expected);
  }

  /** What the starter stores: a byte for the version, and JSON; or that there is nothing. */
  private static Optional<JsonNode> decode(byte[] value) {
    return ValueCodec.isAbsent(value)
        ? Optional.empty()
        : Optional.of(JSON.readTree(Arrays.copyOfRange(value, 1, value.length)));
  }

  /** Without the application's own code. */
  private static Optional<JsonNode> truth(CacheKey key, Connection connection) throws SQLException {
    String[] parts = key.name().split(":", -1);
    boolean product = key.kind().equals(PRODUCT);
    String sql = Resources.text(ShopSubject.class, product ? "product.sql" : "category.sql");
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      int next = 1;
      if (product) {
        query.setString(next++, parts[4]);
      }
      query.setLong(next++, Long.parseLong(parts[2]));
      query.setString(next, parts[3]);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(JSON.readTree(row.getString(1))) : Optional.empty();
      }
    }
  }

  @Override
  public Content content(int round) {
    return new Assortment(ids, round);
  }
}
