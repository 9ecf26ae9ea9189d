package dev.freshet.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a running server's data that starts as its standby. */
final class StandbyBackup {

  /** What belongs to the running server alone. */
  private static final List<String> LEFT_OUT = List.of("postmaster.pid", "postmaster.opts");

  /** The same, or what comes by streaming; the folders must be there. */
  private static final List<String> LEFT_EMPTY = List.of("pg_wal", "pg_replslot", "pg_stat_tmp");

  private StandbyBackup() {}

  /** Copies the data into an empty folder; the standby has a replication slot of its own. */
  static void of(LocalPostgres primary, Path data, Path copy) {
    String slot = "standby_" + copy.getFileName().toString().replaceAll("[^0-9]", "");
    try (Connection connection =
            DriverManager.getConnection(
                primary.jdbcUrl("postgres"), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
        Statement statement = connection.createStatement()) {
      ask(statement, "select pg_create_physical_replication_slot('" + slot + "', true)::text");
      boolean before15 = primary.majorVersion() < 15;
      ask(
          statement,
          before15
              ? "select pg_start_backup('standby', true, false)::text"
              : "select pg_backup_start('standby', true)::text");
      copy(data, copy);
      Files.writeString(
          copy.resolve("backup_label"),
          ask(
              statement,
              before15
                  ? "select labelfile from pg_stop_backup(false)"
                  : "select labelfile from pg_backup_stop()"));
      for (String empty : LEFT_EMPTY) {
        Files.createDirectories(copy.resolve(empty));
      }
      Files.createFile(copy.resolve("standby.signal"));
      Files.writeString(
          copy.resolve("postgresql.auto.conf"),
          """
          primary_conninfo = 'host=%s port=%d user=%s dbname=postgres'
          primary_slot_name = '%s'
          """
              .formatted(primary.host(), primary.port(), LocalPostgres.SUPERUSER, slot),
          StandardOpenOption.APPEND);
    } catch (SQLException e) {
      throw new IllegalStateException("no backup of PostgreSQL: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("no backup of PostgreSQL", e);
    }
  }

  private static String ask(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(from)) {
      paths = walk.filter(path -> !path.equals(from)).toList();
    }
    for (Path path : paths) {
      Path relative = from.relativize(path);
      String top = relative.getName(0).toString();
      if (!LEFT_OUT.contains(top) && !LEFT_EMPTY.contains(top)) {
        copyOne(path, to.resolve(relative.toString()));
      }
    }
  }

  /** A file may vanish meanwhile; recovery makes up for it. */
  private static void copyOne(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      Files.createDirectories(to);
    } else {
      try {
        Files.copy(from, to);
      } catch (NoSuchFileException e) {
        Files.deleteIfExists(to);
      }
    }
  }
}
