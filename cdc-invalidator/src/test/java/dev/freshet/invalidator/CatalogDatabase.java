package dev.freshet.invalidator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.keys.FenceToken;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server with the catalog's schema, the publication, and the invalidator's role. */
public final class CatalogDatabase implements AutoCloseable {

  public static final String USER = "freshet_invalidator";
  public static final String PASSWORD = "change-me";

  private static final String NAME = "catalog";

  private final LocalPostgres server;

  private CatalogDatabase(LocalPostgres server) {
    this.server = server;
  }

  public static CatalogDatabase start() {
    return start(PostgresOptions.defaults());
  }

  public static CatalogDatabase start(PostgresOptions options) {
    CatalogDatabase database = new CatalogDatabase(LocalPostgres.start(options));
    database.create();
    return database;
  }

  /** Makes it anew on the same server: without what was in it, its slots, or who was connected. */
  public void recreate() {
    server.execute("postgres", "drop database " + NAME + " with (force)", "drop role " + USER);
    create();
  }

  private void create() {
    server.execute(
        "postgres",
        "create database " + NAME,
        "revoke connect on database " + NAME + " from public");
    sql("revoke all on schema public from public");
    sql(resource("schema.sql"), resource("publication.sql"), resource("role.sql"));
  }

  /** Adds category 1, and in it products from 1 on, all alike but for their ids and SKUs. */
  public void addProducts(int count) {
    sql(
        "insert into categories (id, slug, name) values (1, 'a', 'A')",
        "insert into products (id, sku, name, category_id, price)"
            + " select i, 'S' || i, 'N', 1, 1 from generate_series(1, %d) i".formatted(count));
  }

  /** Makes of the products, of which there are none yet, a table of two partitions. */
  public void partitionProducts() {
    sql(
        "create table parts (like products including defaults, primary key (id))"
            + " partition by hash (id)",
        "create table products_0 partition of parts for values with (modulus 2, remainder 0)",
        "create table products_1 partition of parts for values with (modulus 2, remainder 1)",
        "drop table products cascade",
        "alter table parts rename to products");
  }

  /** A standby of it, which streams. */
  public CatalogDatabase startStandby(PostgresOptions options) {
    return new CatalogDatabase(server.startStandby(options));
  }

  public LocalPostgres server() {
    return server;
  }

  public String jdbcUrl() {
    return server.jdbcUrl(NAME);
  }

  /** Runs each statement or script in its own transaction, as the superuser. */
  public void sql(String... statements) {
    server.execute(NAME, statements);
  }

  /** A new fence, committed by itself. */
  public FenceToken fence() {
    FenceToken fence = FenceToken.random();
    sql(
        "select pg_logical_emit_message(true, '%s', '%s')"
            .formatted(FenceToken.MESSAGE_PREFIX, fence));
    return fence;
  }

  /** The first column of the first row, as the superuser sees it; null if there is none. */
  public @Nullable String query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the default slot's position is that one, or behind it. */
  public boolean hasAcknowledged(String lsn) {
    return "t"
        .equals(
            query(
                "select confirmed_flush_lsn >= '%s' from pg_replication_slots where slot_name = 'freshet'"
                    .formatted(lsn)));
  }

  /** A session of the superuser. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
  }

  @Override
  public void close() {
    server.close();
  }

  /** The statements of a script that runs outside a transaction. */
  public static String[] statements(String name) {
    return resource(name).split(";\\s*");
  }

  public static String resource(String name) {
    try (InputStream in = CatalogDatabase.class.getResourceAsStream("/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
