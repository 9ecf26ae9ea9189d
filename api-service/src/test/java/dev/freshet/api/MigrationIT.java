package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    TestApi.sql(postgres, "contracted", resource("schema.sql"));

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
        resource("schema.sql"),
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
  void theIndexThatAnOwnerChoseAsIdentityStays() throws Exception {
    TestApi.createDatabase(postgres, "indexed");
    TestApi.sql(postgres, "indexed", resource("schema.sql"), resource("publication.sql"));
    identifyByIndex("indexed");

    TestApi.start(postgres, "indexed", redis).close();

    assertThat(changeDataCapture("indexed")).contains("identity i");
  }

  @Test
  void aRoleThatOwnsNothingFindsNothingToDo() throws Exception {
    TestApi.createDatabase(postgres, "owned");
    TestApi.createDatabase(postgres, "guest");
    TestApi.sql(postgres, "owned", resource("schema.sql"), resource("publication.sql"));
    identifyByIndex("owned");

    TestApi.start(postgres, "owned", redis, asGuest("owned", "guest")).close();

    assertThat(changeDataCapture("owned")).contains("identity i");
  }

  /** PostgreSQL 18 would refuse each update and delete, whoever makes it. */
  @Test
  void storedGeneratedColumnsArePublished() throws Exception {
    shop("stored", "alter table products add tax numeric generated always as (price * 0.2) stored");

    TestApi.start(postgres, "stored", redis).close();

    TestApi.sql(postgres, "stored", "update products set price = 2", "delete from products");
    assertThat(changeDataCapture("stored")).contains("identity f");
  }

  @Test
  void noIdentityIsSetThatTheServerRefusesForAVirtualColumn() throws Exception {
    assumeTrue(postgres.majorVersion() >= 18, "PostgreSQL 18 has virtual columns first");
    shop(
        "virtual",
        "alter table products add tax numeric generated always as (price * 0.2) virtual");

    TestApi.start(postgres, "virtual", redis).close();

    TestApi.sql(postgres, "virtual", "update products set price = 2", "delete from products");
    assertThat(changeDataCapture("virtual")).contains("identity d");
  }

  @Test
  void noIdentityIsSetThatTheServerRefusesForAnotherPublication() throws Exception {
    assumeTrue(postgres.majorVersion() >= 15, "PostgreSQL 15 has column lists first");
    shop("partners", "create publication partners for table products (id, name)");

    TestApi.start(postgres, "partners", redis).close();

    TestApi.sql(postgres, "partners", "update products set price = 2", "delete from products");
    assertThat(changeDataCapture("partners")).contains("identity d");
  }

  /** Without one its rows could not be changed any more, since it is published with its parent. */
  @Test
  void aChildWithoutPrimaryKeyGetsAnIdentity() throws Exception {
    shop(
        "children",
        "create table categories_old () inherits (categories)",
        "insert into categories_old (id, slug, name) values (7, 'o', 'O')");

    TestApi.start(postgres, "children", redis).close();

    TestApi.sql(postgres, "children", "update categories set name = 'N'");
    assertThat(changeDataCapture("children")).contains("categories_old");
  }

  @Test
  void aDatabaseWithAFlywayHistoryOfItsOwnIsAdopted(@TempDir Path migrations) throws Exception {
    TestApi.createDatabase(postgres, "shop");
    Files.writeString(migrations.resolve("V1__shop.sql"), resource("schema.sql"));
    Files.writeString(migrations.resolve("V2__orders.sql"), "create table orders (id bigint);");
    Flyway shop = flyway("shop", "filesystem:" + migrations);
    shop.migrate();

    TestApi.start(postgres, "shop", redis).close();

    Files.writeString(migrations.resolve("V3__more.sql"), "create table more (id bigint);");
    assertThat(shop.migrate().migrationsExecuted).isEqualTo(1);
    TestApi.start(postgres, "shop", redis).close();
  }

  /** Before it had a history of its own. */
  @Test
  void anInstallationThatUsedFlywaysOwnHistoryGoesOn() throws Exception {
    TestApi.createDatabase(postgres, "upgraded");
    TestApi.createDatabase(postgres, "visitor");
    flyway("upgraded", "classpath:db/migration").migrate();
    TestApi.sql(
        postgres,
        "upgraded",
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price) values ('A', 'kept', 1, 1)");
    identifyByIndex("upgraded");
    String[] visitor = asGuest("upgraded", "visitor");

    try (TestApi api = TestApi.start(postgres, "upgraded", redis, visitor)) {
      assertThat(api.get("/products/1").body()).contains("\"name\":\"kept\"");
    }
    assertThat(changeDataCapture("upgraded"))
        .containsExactly("categories", "product_images", "products", "identity i");
    TestApi.start(postgres, "upgraded", redis, visitor).close();
  }

  @Test
  void aDatabaseThatIsNotTheCatalogIsRefusedByTheColumnThatIsMissing() {
    TestApi.createDatabase(postgres, "other");
    TestApi.sql(postgres, "other", "create table products (id bigint primary key, title text)");

    assertThatThrownBy(() -> TestApi.start(postgres, "other", redis))
        .hasStackTraceContaining("column \"sku\" does not exist");
  }

  /** A database that is there already, with a product. */
  private static void shop(String database, String... statements) throws Exception {
    TestApi.createDatabase(postgres, database);
    TestApi.sql(
        postgres,
        database,
        resource("schema.sql"),
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price) values ('A', 'A', 1, 1)");
    TestApi.sql(postgres, database, statements);
  }

  /** Runs each statement by itself, as some cannot share a transaction. */
  private static void identifyByIndex(String database) throws Exception {
    TestApi.sql(postgres, database, resource("replica-identity-index.sql").split(";\\s*"));
  }

  /** A role that may read and write the tables, but does not own them. */
  private static String[] asGuest(String database, String guest) {
    TestApi.sql(
        postgres,
        database,
        "grant usage, create on schema public to " + guest,
        "grant select, insert, update, delete on all tables in schema public to " + guest);
    return new String[] {
      "spring.datasource.username=" + guest, "spring.datasource.password=" + guest
    };
  }

  private static Flyway flyway(String database, String location) {
    return Flyway.configure()
        .dataSource(postgres.jdbcUrl(database), database, database)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .locations(location)
        .load();
  }

  @Test
  void aDatabaseOfAnotherEncodingIsRefused() {
    // Servers that know of others need not have this one as their default.
    String provider = postgres.majorVersion() >= 15 ? " locale_provider libc" : "";
    TestApi.createDatabase(postgres, "encoded");
    postgres.execute(
        "postgres",
        "drop database encoded",
        "create database encoded owner encoded template template0"
            + " encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'"
            + provider);

    assertThatThrownBy(() -> TestApi.start(postgres, "encoded", redis))
        .hasStackTraceContaining("the encoding of database encoded is LATIN1: it must be UTF8");
  }

  private static String resource(String name) throws Exception {
    try (InputStream file = MigrationIT.class.getResourceAsStream("/" + name)) {
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
        where table_schema = 'public' and table_name <> 'freshet_schema_history'
        union all
        select conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(oid)
        from pg_constraint
        where connamespace = 'public'::regnamespace
          and conrelid::regclass::text <> 'freshet_schema_history'
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
