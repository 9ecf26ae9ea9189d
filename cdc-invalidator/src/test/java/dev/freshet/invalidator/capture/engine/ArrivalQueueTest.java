package dev.freshet.invalidator.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.util.LoggingContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behind Debezium's own queue, as it is used. */
class ArrivalQueueTest {

  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("text", Schema.OPTIONAL_STRING_SCHEMA)
          .field("bytes", Schema.OPTIONAL_BYTES_SCHEMA)
          .field("array", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
          .field("map", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).optional())
          .build();
  private static final Schema EVENT =
      SchemaBuilder.struct().field("before", ROW).field("after", ROW).build();
  private static final int LARGE = 100_000;
  private static final Duration SOON = Duration.ofMillis(100);

  private final ArrivalQueue queue = new ArrivalQueue(4L * LARGE);
  private final ChangeEventQueue<DataChangeEvent> debezium =
      new ChangeEventQueue.Builder<DataChangeEvent>()
          .pollInterval(Duration.ofMillis(1))
          .maxBatchSize(2_048)
          .maxQueueSize(8_192)
          .loggingContextSupplier(() -> LoggingContext.forConnector("test", "test", "test"))
          .queueProvider(queue)
          .build();
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void letsTheStreamWaitWhileItHasTooManyBytes() throws Exception {
    Thread stream = stream(20, "text", "x".repeat(LARGE / 2));

    await().until(() -> stream.getState() == Thread.State.TIMED_WAITING);
    List<DataChangeEvent> taken = new ArrayList<>();
    while (taken.size() < 20) {
      List<DataChangeEvent> some = queue.take(2_048, Duration.ofSeconds(10));
      assertThat(some).isNotEmpty().hasSizeLessThanOrEqualTo(5);
      taken.addAll(some);
    }

    assertThat(taken.stream().map(ArrivalQueueTest::number).toList()).isEqualTo(numbers(20));
    stream.join(10_000);
    assertThat(queue.take(1, SOON)).isEmpty();
  }

  @Test
  void countsWhateverIsLarge() throws Exception {
    for (Map.Entry<String, Object> large :
        Map.<String, Object>of(
                "text", "я".repeat(LARGE * 2),
                "bytes", ByteBuffer.allocate(LARGE * 4),
                "array", List.of("x".repeat(LARGE), "x".repeat(LARGE)),
                "map", Map.of("x".repeat(LARGE), "x".repeat(LARGE)))
            .entrySet()) {
      Thread stream = stream(2, large.getKey(), large.getValue());

      assertThat(queue.take(2, Duration.ofSeconds(10))).as(large.getKey()).hasSize(1);
      assertThat(queue.take(2, Duration.ofSeconds(10))).as(large.getKey()).hasSize(1);
      stream.join(10_000);
    }
  }

  @Test
  void takesManySmallOnesAtOnce() throws Exception {
    stream(300, "text", "x").join(10_000);

    assertThat(queue.take(2_048, Duration.ofSeconds(10))).hasSize(300);
  }

  @Test
  void debeziumsPollTakesAsManyAsThereAre() throws Exception {
    assertThat(queue.take(1, SOON)).isEmpty();
    Thread stream = stream(5, "text", "x".repeat(LARGE));
    await().until(() -> stream.getState() == Thread.State.TIMED_WAITING);

    List<DataChangeEvent> polled = new ArrayList<>();
    await()
        .until(
            () -> {
              polled.addAll(debezium.poll());
              return polled.size() >= 5;
            });
    assertThat(polled.stream().map(ArrivalQueueTest::number).toList()).isEqualTo(numbers(5));
  }

  private Thread stream(int count, String field, Object value) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < count; i++) {
                  debezium.enqueue(event(i, field, value));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    threads.add(thread);
    return thread;
  }

  private static DataChangeEvent event(int number, String field, Object value) {
    Struct change = new Struct(EVENT).put("after", new Struct(ROW).put(field, value));
    return new DataChangeEvent(
        new SourceRecord(Map.of(), Map.of("number", number), "topic", EVENT, change));
  }

  private static Object number(DataChangeEvent event) {
    return Objects.requireNonNull(event.getRecord().sourceOffset().get("number"));
  }

  private static List<Object> numbers(int count) {
    return IntStream.range(0, count).<Object>mapToObj(i -> i).toList();
  }
}
