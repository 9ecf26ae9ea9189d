package dev.freshet.invalidator.capture;

import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.service.spi.ServiceRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The task of {@link ArrivalConnector}. Public for Debezium, which makes it.
 *
 * <p>The events lie in a queue of this task, which Debezium offers to provide, and are taken from
 * it directly. Debezium's own poll waits out {@code poll.interval.ms} also with events at hand, and
 * spins through the last part of a millisecond; it is asked only when nothing has come for a while,
 * since it also tells that the streaming thread has failed.
 */
public class ArrivalTask extends PostgresConnectorTask {

  /** As many as Debezium takes by default. */
  private static final int BATCH = 2048;

  /** How late a failure of the streaming thread is noticed. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final ArrivalQueue queue = new ArrivalQueue();

  @Override
  protected void registerServiceProviders(ServiceRegistry registry) {
    super.registerServiceProviders(registry);
    registry.registerServiceProvider(queue.provider());
  }

  @Override
  public List<SourceRecord> doPoll() throws InterruptedException {
    List<DataChangeEvent> events = queue.take(BATCH, PATIENCE);
    return events.isEmpty()
        ? pollAsDebeziumDoes()
        : events.stream().map(DataChangeEvent::getRecord).toList();
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
