package dev.freshet.invalidator.capture.engine;

import io.debezium.config.Configuration;
import io.debezium.connector.base.QueueProvider;
import io.debezium.connector.base.QueueProviderService;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.service.spi.ServiceProvider;
import io.debezium.service.spi.ServiceRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The events between Debezium's streaming thread and the task that takes them, which can be waited
 * for. Debezium keeps their number within {@code max.queue.size}; their bytes are kept within a
 * bound by telling the streaming thread that there are as many as can be, upon which it waits.
 */
final class ArrivalQueue implements QueueProvider<DataChangeEvent> {

  /** Of the heap, for what waits here and as much for what has been taken. */
  private static final int SHARE_OF_HEAP = 8;

  /** A guess at what an event takes besides its contents; their number is bounded as well. */
  private static final long EVENT_BYTES = 1_000;

  private final BlockingQueue<Sized> events = new LinkedBlockingQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long maxBytes;
  private volatile @Nullable Thread streaming;

  ArrivalQueue() {
    this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /**
   * @param maxBytes beyond which no more are read; one event more than that may come
   */
  ArrivalQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

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
    Sized first = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      return List.of();
    }
    List<Sized> taken = new ArrayList<>();
    taken.add(first);
    events.drainTo(taken, most - 1);
    bytes.addAndGet(-taken.stream().mapToLong(Sized::bytes).sum());
    return taken.stream().map(Sized::event).toList();
  }

  @Override
  public String name() {
    return "arrival";
  }

  @Override
  public void configure(Map<String, ?> properties) {}

  @Override
  public void enqueue(DataChangeEvent event) {
    streaming = Thread.currentThread();
    Sized sized = new Sized(event, EVENT_BYTES + bytes(event.getRecord().value()));
    bytes.addAndGet(sized.bytes());
    events.add(sized);
  }

  @Override
  public @Nullable DataChangeEvent poll() {
    Sized first = events.poll();
    if (first == null) {
      return null;
    }
    bytes.addAndGet(-first.bytes());
    return first.event();
  }

  /** The streaming thread compares it with the most; a poll takes so many. */
  @Override
  public int size() {
    boolean isFull = bytes.get() >= maxBytes && Thread.currentThread() == streaming;
    return isFull ? Integer.MAX_VALUE : events.size();
  }

  /** At most: two for each character, though one does for many. */
  private static long bytes(@Nullable Object value) {
    if (value instanceof String text) {
      return 2L * text.length();
    }
    if (value instanceof byte[] content) {
      return content.length;
    }
    if (value instanceof ByteBuffer content) {
      return content.remaining();
    }
    if (value instanceof Collection<?> elements) {
      return elements.stream().mapToLong(ArrivalQueue::bytes).sum();
    }
    if (value instanceof Map<?, ?> entries) {
      return bytes(entries.keySet()) + bytes(entries.values());
    }
    long bytes = 0;
    if (value instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        bytes += bytes(struct.get(field));
      }
    }
    return bytes;
  }

  private record Sized(DataChangeEvent event, long bytes) {}
}
