package dev.freshet.checker.load;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.local.stack.Application;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An application that is checked: what is changed and read in it, and what is true. Immutable.
 *
 * <p>Its part of the journal gives each row that changes a new version, puts that where clients see
 * it, and notes the change in {@code checker.journal}.
 */
public interface Subject {

  Application application();

  /** SQL of its part of the journal, for the owner of the database, behind the common part. */
  String journal();

  /** What its places need of a row that the journal has noted. */
  Object state(String table, JsonNode row);

  /** Under which keys its values are cached. */
  KeySpace keys();

  /** What a cached value has that differs from the database, in words; empty if nothing does. */
  Optional<String> difference(CacheKey key, byte[] value, Connection connection)
      throws SQLException;

  /**
   * What is changed and read in a round, with ids that no other round has.
   *
   * @param round its number, from 0
   */
  Content content(int round);
}
