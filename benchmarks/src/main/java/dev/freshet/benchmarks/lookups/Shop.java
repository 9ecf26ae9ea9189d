package dev.freshet.benchmarks.lookups;

import dev.freshet.benchmarks.capture.CapturedServers;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.local.stack.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Products, tables that lead to them, and the rules that say how. */
final class Shop {

  private Shop() {}

  /** Starts servers with as many rows in each table; row n is of product n. */
  static CapturedServers start(Setup setup, int rows) throws IOException, SQLException {
    Path rules = setup.folder().resolve("lookups.yml");
    Files.writeString(rules, resource("rules.yml"));
    String publication = resource("publication.sql");
    return CapturedServers.start(
        Stack.start(
            setup, "%d rows in each table".formatted(rows), connection -> load(connection, rows)),
        rows,
        publication,
        Map.of("FRESHET_RULES_FILE", rules.toString()));
  }

  private static void load(Connection connection, int rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(resource("schema.sql"));
      String numbers = " from generate_series(1, " + rows + ") n";
      statement.execute("insert into products select n, 'product ' || n, 0" + numbers);
      statement.execute("insert into images select n, n, 0" + numbers);
      statement.execute("insert into variants select n, n, 'variant ' || n" + numbers);
      statement.execute("insert into prices select n, n, 0" + numbers);
      statement.execute("insert into items select n, n, 'item ' || n" + numbers);
      statement.execute("insert into stocks select n, n, 0" + numbers);
      statement.execute("analyze");
    }
  }

  private static String resource(String name) {
    return Resources.text(Shop.class, name);
  }
}
