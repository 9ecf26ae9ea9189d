package dev.freshet.invalidator.shop;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.local.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database with the tables of a small shop, which the invalidator may follow and read. */
record ShopDatabase(LocalPostgres server, String name) {

  /** How many products there are ids for. */
  static final int PRODUCTS = 12;

  /** The channels that there may be. */
  static final List<String> CHANNELS = List.of("eu", "us", "uk");

  /** Makes the role of the invalidator; to be called once for a server. */
  static void prepare(LocalPostgres server) {
    server.execute("postgres", CatalogDatabase.resource("role.sql"));
  }

  static ShopDatabase create(LocalPostgres server, String name) {
    server.execute("postgres", "create database " + name);
    ShopDatabase database = new ShopDatabase(server, name);
    server.execute(
        name,
        "grant connect on database %s to %s".formatted(name, CatalogDatabase.USER),
        CatalogDatabase.resource("shop/schema.sql"));
    return database;
  }

  String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** A session of the superuser. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
  }

  void sql(String... statements) {
    server.execute(name, statements);
  }

  /** Every key that may be cached. */
  static List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (int id = 1; id <= PRODUCTS; id++) {
      keys.add("card:" + id);
      for (String channel : CHANNELS) {
        keys.add("product:%d:%s".formatted(id, channel));
      }
    }
    return keys;
  }

  /** The first column of each row. */
  static List<String> query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(String.valueOf(rows.getString(1)));
      }
      return found;
    }
  }

  /** A query for the values of these keys, in their order. */
  static String valuesOf(List<String> keys) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      String[] key = keys.get(i).split(":");
      parts.add(
          key.length == 2
              ? "(%d, card(%s))".formatted(i, key[1])
              : "(%d, product(%s, '%s'))".formatted(i, key[1], key[2]));
    }
    return "select v from (values %s) x (n, v) order by n".formatted(String.join(", ", parts));
  }
}
