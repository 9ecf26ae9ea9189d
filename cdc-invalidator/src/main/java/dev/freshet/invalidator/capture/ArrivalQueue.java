package dev.freshet.invalidator.capture;

import io.debezium.config.Configuration;
import io.debezium.connector.base.QueueProvider;
import io.debezium.connector.base.QueueProviderService;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.service.spi.ServiceProvider;
import io.debezium.service.spi.ServiceRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events between Debezium's streaming thread and the task that takes them, which can be waited
 * for. Debezium keeps their number within {@code max.queue.size}.
 */
final class ArrivalQueue implements QueueProvider<DataChangeEvent> {

  private final BlockingQueue<DataChangeEvent> events = new LinkedBlockingQueue<>();

  /** Tells a task's services to use this queue. */
  ServiceProvider<QueueProviderService> provider() {
    QueueProviderService service = new QueueProviderService(this);
    return new ServiceProvider<>() {
      @Override
      public QueueProviderService createService(
          Configuration configuration, ServiceRegistry registry) {
        return service;
      }

      @Override
      public Class<QueueProviderService> getServiceClass() {
        return QueueProviderService.class;
      }
    };
  }

  /**
   * Waits for an event and takes it with all that have come by then.
   *
   * @param most how many to take
   * @return in the order in which they were added; empty if none came in time
   */
  List<DataChangeEvent> take(int most, Duration limit) throws InterruptedException {
    DataChangeEvent first = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      return List.of();
    }
    List<DataChangeEvent> taken = new ArrayList<>();
    taken.add(first);
    events.drainTo(taken, most - 1);
    return taken;
  }

  @Override
  public String name() {
    return "arrival";
  }

  @Override
  public void configure(Map<String, ?> properties) {}

  @Override
  public void enqueue(DataChangeEvent event) {
    events.add(event);
  }

  @Override
  public @Nullable DataChangeEvent poll() {
    return events.poll();
  }

  @Override
  public int size() {
    return events.size();
  }
}
