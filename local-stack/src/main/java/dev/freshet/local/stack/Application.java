package dev.freshet.local.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.jar.JarFile;

/** What reads and writes through the cache. */
public enum Application {

  /** The catalog's API, by whose rules the invalidator works unless it is given others. */
  CATALOG("api-service", Servers.CATALOG) {
    @Override
    public Map<String, String> rules(Path jar, Path folder) {
      return Map.of();
    }

    @Override
    void fill(Connection connection, int products) throws SQLException {
      new DemoCatalog(products).load(connection);
    }
  },

  /** The example of an application with JPA. */
  SHOP("examples/spring-jpa-shop", "shop") {
    @Override
    public Map<String, String> rules(Path jar, Path folder) {
      Path rules = folder.resolve("rules.yml");
      try (JarFile in = new JarFile(jar.toFile());
          InputStream text = in.getInputStream(in.getEntry(RULES))) {
        Files.copy(text, rules, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Map.of("FRESHET_RULES_FILE", rules.toString());
    }

    @Override
    void fill(Connection connection, int products) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(Resources.text("demo-shop.sql").formatted(products));
      }
    }
  };

  private static final String RULES = "BOOT-INF/classes/rules.yml";

  private final String folder;
  private final String database;

  Application(String folder, String database) {
    this.folder = folder;
    this.database = database;
  }

  /** Of the module that builds it, in the repository. */
  String folder() {
    return folder;
  }

  /** The module's name. */
  String module() {
    return Path.of(folder).getFileName().toString();
  }

  /** The name of its database. */
  public String database() {
    return database;
  }

  /**
   * What tells the invalidator the rules.
   *
   * @param jar the application's
   * @param folder where a file with them may be put
   * @return environment variables
   */
  public abstract Map<String, String> rules(Path jar, Path folder);

  /** Puts so many products to try things with into empty tables. */
  abstract void fill(Connection connection, int products) throws SQLException;
}
