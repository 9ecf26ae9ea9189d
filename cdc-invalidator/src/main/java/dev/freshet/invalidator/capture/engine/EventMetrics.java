package dev.freshet.invalidator.capture.engine;

import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.source.spi.DataChangeEventListener;
import java.lang.reflect.Field;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Debezium's own metrics of each event, among them a text that sums it up, which takes a quarter of
 * the time that an event takes. There is no setting for it, and no way to the dispatcher that feeds
 * them but a field.
 */
final class EventMetrics {

  private static final Logger log = LoggerFactory.getLogger(EventMetrics.class);

  private final @Nullable EventDispatcher<PostgresPartition, ?> dispatcher;

  private EventMetrics(@Nullable EventDispatcher<PostgresPartition, ?> dispatcher) {
    this.dispatcher = dispatcher;
  }

  /** The metrics of a task; another Debezium may keep them where they are not found. */
  static EventMetrics of(
      ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> coordinator) {
    return new EventMetrics(find(coordinator).orElse(null));
  }

  @SuppressWarnings("unchecked") // the coordinator's own type says so
  private static Optional<EventDispatcher<PostgresPartition, ?>> find(Object coordinator) {
    try {
      Field field = ChangeEventSourceCoordinator.class.getDeclaredField("eventDispatcher");
      field.setAccessible(true);
      return Optional.of((EventDispatcher<PostgresPartition, ?>) field.get(coordinator));
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn(
          "Debezium's metrics of each event stay on, which costs throughput: {}", e.toString());
      return Optional.empty();
    }
  }

  /** To be called once streaming has begun, which turns them on. */
  void stop() {
    if (dispatcher != null) {
      dispatcher.setEventListener(DataChangeEventListener.NO_OP());
    }
  }
}
