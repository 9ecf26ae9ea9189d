package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.local.LocalPostgres;
import dev.freshet.local.LocalRedis;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the migrations make of an empty database, and of one that is there already. */
class MigrationIT {

  private static LocalPostgres postgres;
  private static LocalRedis redis;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
    postgres.close();
  }

  @Test
  void anEmptyDatabaseGetsTheSchemaOfTheContract() throws Exception {
    TestApi.createDatabase(postgres, "migrated");
    TestApi.createDatabase(postgres, "contracted");
    TestApi.sql(postgres, "contracted", schemaOfTheContract());

    TestApi.start(postgres, "migrated", redis).close();

    assertThat(schema("migrated")).isNotEmpty().isEqualTo(schema("contracted"));
    assertThat(changeDataCapture("migrated"))
        .containsExactly("categories", "product_images", "products", "identity f");
  }

  @Test
  void anExistingDatabaseIsAdoptedWithItsData() throws Exception {
    TestApi.createDatabase(postgres, "existing");
    TestApi.sql(
        postgres,
        "existing",
        schemaOfTheContract(),
        "create table orders (id bigint)",
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price) values ('A', 'kept', 1, 1)");

    try (TestApi api = TestApi.start(postgres, "existing", redis)) {
      assertThat(api.get("/products/1").body()).contains("\"name\":\"kept\"");
    }
    assertThat(changeDataCapture("existing"))
        .containsExactly("categories", "product_images", "products", "identity f");
    TestApi.start(postgres, "existing", redis).close();
  }

  @Test
  void aDatabaseThatIsNotTheCatalogIsRefusedByTheColumnThatIsMissing() {
    TestApi.createDatabase(postgres, "other");
    TestApi.sql(postgres, "other", "create table products (id bigint primary key, title text)");

    assertThatThrownBy(() -> TestApi.start(postgres, "other", redis))
        .hasStackTraceContaining("column \"sku\" does not exist");
  }

  private static String schemaOfTheContract() throws Exception {
    try (InputStream file = MigrationIT.class.getResourceAsStream("/schema.sql")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> schema(String database) throws Exception {
    return query(
        database,
        """
        select table_name || '.' || column_name || ' ' || data_type || ' '
               || coalesce(numeric_precision::text, '') || ' ' || coalesce(numeric_scale::text, '')
               || ' ' || coalesce(character_maximum_length::text, '') || ' ' || is_nullable || ' '
               || coalesce(column_default, '') || ' ' || coalesce(identity_generation, '')
        from information_schema.columns
        where table_schema = 'public' and table_name <> 'flyway_schema_history'
        union all
        select conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(oid)
        from pg_constraint
        where connamespace = 'public'::regnamespace
          and conrelid::regclass::text <> 'flyway_schema_history'
        order by 1
        """);
  }

  private static List<String> changeDataCapture(String database) throws Exception {
    List<String> found =
        query(
            database,
            "select tablename from pg_publication_tables where pubname = 'freshet' order by 1");
    found.addAll(
        query(
            database,
            "select 'identity ' || relreplident::text from pg_class where oid = 'products'::regclass"));
    return found;
  }

  private static List<String> query(String database, String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(database), database, database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
