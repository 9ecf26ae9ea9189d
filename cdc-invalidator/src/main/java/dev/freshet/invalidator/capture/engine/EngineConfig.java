package dev.freshet.invalidator.capture.engine;

import dev.freshet.invalidator.capture.failure.UnmendableException;
import dev.freshet.invalidator.capture.postgres.CapturedRelations;
import dev.freshet.invalidator.capture.postgres.ConnectedHost;
import dev.freshet.invalidator.capture.settings.CaptureSettings;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** Debezium's properties, from Freshet's settings and the JDBC URL that everything else uses. */
public final class EngineConfig {

  private static final String HOST = "PGHOST";
  private static final String PORT = "PGPORT";
  private static final String DATABASE = "PGDBNAME";
  private static final String USER = "user";
  private static final String PASSWORD = "password";

  /** What Debezium is told in its own way. */
  private static final Set<String> OWN =
      Set.of(HOST, PORT, DATABASE, USER, PASSWORD, "ApplicationName");

  /** Against servers that stop answering without closing the connection, in seconds. */
  private static final Map<String, String> TIMEOUTS =
      Map.of("connectTimeout", "5", "socketTimeout", "15", "tcpKeepAlive", "true");

  /** What was applied since the last acknowledgement comes again after a restart. */
  private static final String ACKNOWLEDGE_MILLIS = "200";

  private final CaptureSettings settings;
  private final Properties url;

  /** Stands for values that were not delivered; random, since any fixed text may be data. */
  private final String placeholder = UUID.randomUUID().toString();

  private EngineConfig(CaptureSettings settings, Properties url) {
    this.settings = settings;
    this.url = url;
  }

  /**
   * Takes the URL apart.
   *
   * @throws UnmendableException if it is not one of PostgreSQL's
   */
  public static EngineConfig of(
      CaptureSettings settings,
      String jdbcUrl,
      @Nullable String username,
      @Nullable String password) {
    Properties url = Driver.parseURL(jdbcUrl, null);
    if (url == null) {
      throw new UnmendableException(
          "spring.datasource.url is no JDBC URL of PostgreSQL, jdbc:postgresql://host:port/database");
    }
    Properties known = new Properties();
    url.stringPropertyNames().forEach(name -> known.setProperty(name, url.getProperty(name)));
    if (username != null) {
      known.setProperty(USER, username);
    }
    if (password != null) {
      known.setProperty(PASSWORD, password);
    }
    return new EngineConfig(settings, known);
  }

  public String placeholder() {
    return placeholder;
  }

  /**
   * The properties of one run.
   *
   * @param host to connect to
   * @param relations whose changes are wanted
   */
  public Properties properties(ConnectedHost host, CapturedRelations relations) {
    Properties all = new Properties();
    all.putAll(
        Map.ofEntries(
            Map.entry("name", settings.slot()),
            // Names the metrics too. Debezium waits for a minute before it starts if another run in
            // this process, perhaps one that does not end, has metrics of the same name.
            Map.entry("topic.prefix", settings.slot() + "_" + UUID.randomUUID()),
            Map.entry("connector.class", ArrivalConnector.class.getName()),
            Map.entry(
                "offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore"),
            Map.entry("offset.flush.interval.ms", ACKNOWLEDGE_MILLIS),
            Map.entry("task.management.timeout.ms", "15000"),
            Map.entry("plugin.name", "pgoutput"),
            Map.entry("slot.name", settings.slot()),
            Map.entry("slot.drop.on.stop", "false"),
            Map.entry("slot.max.retries", "0"),
            Map.entry("errors.max.retries", "0"),
            Map.entry("publication.name", settings.publication()),
            Map.entry("publication.autocreate.mode", "disabled"),
            Map.entry("table.include.list", relations.includeList()),
            Map.entry("snapshot.mode", "no_data"),
            Map.entry("skipped.operations", "none"),
            Map.entry("tombstones.on.delete", "false"),
            Map.entry("unavailable.value.placeholder", placeholder),
            Map.entry("decimal.handling.mode", "string"),
            // How long the streaming thread rests when there is nothing to read.
            Map.entry("poll.interval.ms", "1"),
            Map.entry(
                "heartbeat.interval.ms", Long.toString(settings.heartbeatInterval().toMillis())),
            // Moves the slot on while only tables that are not captured change.
            Map.entry(
                "heartbeat.action.query",
                "select pg_logical_emit_message(false, 'freshet-heartbeat', '')")));
    putDatabase(all, host);
    return all;
  }

  private void putDatabase(Properties all, ConnectedHost host) {
    all.setProperty("database.hostname", host.name());
    all.setProperty("database.port", Integer.toString(host.port()));
    all.setProperty("database.dbname", url.getProperty(DATABASE));
    all.setProperty("database.user", url.getProperty(USER, ""));
    all.setProperty("database.password", url.getProperty(PASSWORD, ""));
    all.setProperty("driver.socketFactory", ArrivalSocketFactory.class.getName());
    TIMEOUTS.forEach((name, value) -> all.setProperty("driver." + name, value));
    url.stringPropertyNames().stream()
        .filter(name -> !OWN.contains(name))
        .forEach(name -> all.setProperty("driver." + name, url.getProperty(name)));
  }
}
