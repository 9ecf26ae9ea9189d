package dev.freshet.invalidator.capture.engine;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.service.spi.ServiceRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The task of {@link ArrivalConnector}. Public for Debezium, which makes it.
 *
 * <p>The events lie in a queue of this task, which Debezium offers to provide, and are taken from
 * it directly. Debezium's own poll waits out {@code poll.interval.ms} also with events at hand, and
 * spins through the last part of a millisecond; it is asked only when nothing has come for a while,
 * since it also tells that the streaming thread has failed.
 *
 * <p>The streaming thread waits in the socket ({@link ArrivalSocketFactory}), and acknowledges by
 * itself ({@link ArrivalStream}). Debezium's metrics of each event are off.
 */
public class ArrivalTask extends PostgresConnectorTask {

  /** As many as Debezium takes by default. */
  private static final int BATCH = 2048;

  /** How late a failure of the streaming thread is noticed. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final ArrivalQueue queue = new ArrivalQueue();
  private @Nullable EventMetrics metrics;

  @Override
  protected void registerServiceProviders(ServiceRegistry registry) {
    super.registerServiceProviders(registry);
    registry.registerServiceProvider(queue.provider());
  }

  @Override
  public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(
      Configuration configuration) {
    ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> coordinator =
        super.start(
            configuration
                .edit()
                // By this name Debezium finds what belongs to its connector.
                .with("connector.class", PostgresConnector.class)
                .build());
    metrics = EventMetrics.of(coordinator);
    return coordinator;
  }

  @Override
  protected ReplicationConnection buildReplicationConnection(
      PostgresConnection jdbcConnection, PostgresSchema schema, PostgresConnectorConfig config)
      throws SQLException {
    return wrap(
        (PostgresReplicationConnection)
            super.buildReplicationConnection(jdbcConnection, schema, config),
        config.slotName());
  }

  /** What the stream is read through. */
  protected ArrivalConnection wrap(PostgresReplicationConnection connection, String slot) {
    return new ArrivalConnection(connection);
  }

  /** Returns at most one record, which holds a {@link RecordBatch}. */
  @Override
  public List<SourceRecord> doPoll() throws InterruptedException {
    List<SourceRecord> records = take();
    return records.isEmpty()
        ? List.of()
        : List.of(new RecordBatch(records, () -> queue.size() > 0).record());
  }

  private List<SourceRecord> take() throws InterruptedException {
    List<DataChangeEvent> events = queue.take(BATCH, PATIENCE);
    if (events.isEmpty()) {
      return pollAsDebeziumDoes();
    }
    if (metrics != null) {
      metrics.stop();
    }
    return events.stream().map(DataChangeEvent::getRecord).toList();
  }

  /**
   * Waits for {@code poll.interval.ms}.
   *
   * @throws RuntimeException if the streaming thread has failed
   */
  List<SourceRecord> pollAsDebeziumDoes() throws InterruptedException {
    return super.doPoll();
  }
}
