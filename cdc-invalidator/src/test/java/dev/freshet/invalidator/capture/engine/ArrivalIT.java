package dev.freshet.invalidator.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.invalidator.CatalogDatabase;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.replication.PGReplicationStream;

/** Holds the seam by which changes are taken when they arrive, also against a later Debezium. */
@Timeout(60)
class ArrivalIT {

  private static final int CHANGES = 20;

  private final ObservedTask task = new ObservedTask();
  private CatalogDatabase database;

  @BeforeEach
  void start() {
    database = CatalogDatabase.start();
    database.addProducts(1);
    task.initialize(new FirstStart());
    task.start(properties(database));
  }

  @AfterEach
  void stop() {
    task.stop();
    database.close();
  }

  @Test
  void changesAreTakenFromOurQueueWithoutWaitingForDebeziumsPoll() throws InterruptedException {
    for (int i = 0; i < CHANGES; i++) {
      changeAndTake();
    }

    // A change may come just while Debezium is asked whether the streaming thread has failed.
    assertThat(task.fromDebeziumsPoll.stream().filter(ArrivalIT::isOfProducts))
        .hasSizeLessThan(CHANGES / 2);
  }

  @Test
  void eventsAreNotSummedUpForMetrics() throws Exception {
    for (int i = 0; i < CHANGES; i++) {
      changeAndTake();
    }

    assertThat(eventsSeen()).isLessThan(CHANGES / 2);
  }

  private static long eventsSeen() throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName pattern =
        new ObjectName(
            "debezium.postgres:type=connector-metrics,context=streaming,server=arrival_*");
    ObjectName metrics = server.queryNames(pattern, null).iterator().next();
    return (long) server.getAttribute(metrics, "TotalNumberOfEventsSeen");
  }

  @Test
  void aFailureOfTheStreamingThreadIsTold() throws InterruptedException {
    changeAndTake();
    database
        .server()
        .execute(
            "postgres",
            "select pg_terminate_backend(active_pid) from pg_replication_slots where active");

    assertThatThrownBy(
            () -> {
              while (true) {
                task.poll();
              }
            })
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void theDriverWaitsForTheNextMessageInOurSocket() throws Exception {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, CatalogDatabase.USER);
    PGProperty.PASSWORD.set(properties, CatalogDatabase.PASSWORD);
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.SOCKET_FACTORY.set(properties, ArrivalSocketFactory.class.getName());
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties)) {
      PGReplicationConnection replication =
          connection.unwrap(PGConnection.class).getReplicationAPI();
      replication
          .createReplicationSlot()
          .logical()
          .withSlotName("waiting")
          .withOutputPlugin("pgoutput")
          .withTemporaryOption()
          .make();
      PGReplicationStream stream =
          replication
              .replicationStream()
              .logical()
              .withSlotName("waiting")
              .withSlotOption("proto_version", 1)
              .withSlotOption("publication_names", "freshet")
              .start();
      await().until(() -> waitedFor(stream).compareTo(Duration.ofMillis(15)) > 0);
    }
  }

  /** How long it took to find that nothing was there; a keepalive of the server may end it. */
  private static Duration waitedFor(PGReplicationStream stream) throws SQLException {
    long start = System.nanoTime();
    stream.readPending();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void changeAndTake() throws InterruptedException {
    database.sql("update products set price = price + 1");
    List<SourceRecord> records;
    do {
      records = task.poll();
    } while (records.stream().noneMatch(ArrivalIT::isOfProducts));
  }

  private static boolean isOfProducts(SourceRecord batch) {
    return ((RecordBatch) batch.value())
        .records().stream().anyMatch(record -> record.topic().endsWith(".products"));
  }

  private static Map<String, String> properties(CatalogDatabase database) {
    Properties properties = EngineProperties.of(database, "arrival");
    Map<String, String> all = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
    return all;
  }

  private static final class ObservedTask extends ArrivalTask {

    private final List<SourceRecord> fromDebeziumsPoll = new ArrayList<>();

    @Override
    List<SourceRecord> pollAsDebeziumDoes() throws InterruptedException {
      List<SourceRecord> records = super.pollAsDebeziumDoes();
      if (!records.isEmpty()) {
        fromDebeziumsPoll.add(new RecordBatch(records, () -> false).record());
      }
      return records;
    }
  }

  /** Nothing has been read before. */
  private static final class FirstStart implements SourceTaskContext, OffsetStorageReader {

    @Override
    public Map<String, String> configs() {
      return Map.of();
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return this;
    }

    @Override
    public PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
      return offsets(List.of(partition)).get(partition);
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(
        Collection<Map<String, T>> partitions) {
      return Map.of();
    }
  }
}
