package dev.freshet.checker.catalog;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.checker.load.Content;
import dev.freshet.checker.load.NewIds;
import dev.freshet.checker.load.Subject;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.Resources;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The catalog, its API, and the rules that the invalidator has for it. */
public final class CatalogSubject implements Subject {

  private final NewIds ids = new NewIds();

  @Override
  public Application application() {
    return Application.CATALOG;
  }

  @Override
  public String journal() {
    return Resources.text(CatalogSubject.class, "journal.sql");
  }

  @Override
  public Object state(String table, JsonNode row) {
    return table.equals(Rows.PRODUCTS)
        ? new Summary(
            row.get("version").asLong(),
            row.get("category").asLong(),
            row.get("in_stock").asBoolean(),
            row.get("name").asString())
        : row;
  }

  @Override
  public KeySpace keys() {
    return CatalogKeys.SPACE;
  }

  @Override
  public Optional<String> difference(CacheKey key, byte[] value, Connection connection)
      throws SQLException {
    return CachedValue.difference(key, value, new CatalogTruth(connection));
  }

  @Override
  public Content content(int round) {
    return new Shelves(ids, round);
  }
}
