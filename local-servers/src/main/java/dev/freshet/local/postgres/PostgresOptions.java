package dev.freshet.local.postgres;

import dev.freshet.local.Ports;
import java.util.HashMap;
import java.util.Map;

/**
 * How to start PostgreSQL.
 *
 * @param port on 127.0.0.1
 * @param settings server parameters, as in postgresql.conf
 */
public record PostgresOptions(int port, Map<String, String> settings) {

  public PostgresOptions {
    settings = Map.copyOf(settings);
  }

  /**
   * A free port; logical decoding; commits are on disk, as far as the system says, when they
   * return.
   */
  public static PostgresOptions defaults() {
    return new PostgresOptions(
        Ports.free(),
        Map.of(
            "wal_level", "logical",
            "synchronous_commit", "on",
            "max_wal_senders", "10",
            "max_replication_slots", "10",
            "max_connections", "100"));
  }

  public PostgresOptions withPort(int newPort) {
    return new PostgresOptions(newPort, settings);
  }

  public PostgresOptions with(String parameter, String value) {
    Map<String, String> changed = new HashMap<>(settings);
    changed.put(parameter, value);
    return new PostgresOptions(port, changed);
  }
}
