package dev.freshet.invalidator.capture;

import dev.freshet.invalidator.invalidation.Batch;
import dev.freshet.invalidator.invalidation.Invalidator;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one run's batches, each until it works, and acknowledges them afterwards.
 *
 * <p>Never lets an exception of Kafka's retriable kind out: the engine would skip the batch.
 */
final class ChangeHandler
    implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  private static final Logger log = LoggerFactory.getLogger(ChangeHandler.class);

  private final Invalidator invalidator;
  private final ChangeReader reader;
  private final Progress progress;
  private final LogMarks marks;
  private final CaptureStatus status;
  private final Backoff backoff;
  private final CountDownLatch opened = new CountDownLatch(1);
  private final ReentrantLock handling = new ReentrantLock();
  private final CompletableFuture<String> unmendable = new CompletableFuture<>();
  private volatile boolean closed;

  ChangeHandler(
      Invalidator invalidator,
      ChangeReader reader,
      Progress progress,
      LogMarks marks,
      CaptureStatus status,
      Backoff backoff) {
    this.invalidator = invalidator;
    this.reader = reader;
    this.progress = progress;
    this.marks = marks;
    this.status = status;
    this.backoff = backoff;
  }

  /** Lets batches through; they wait until then. */
  void open() {
    opened.countDown();
  }

  /** What to do, if a batch met something that trying again does not mend. */
  Optional<String> unmendable() {
    return Optional.ofNullable(unmendable.getNow(null));
  }

  /**
   * Lets no batch through from now on.
   *
   * @return whether the last one has ended within the time
   */
  boolean close(Duration limit) throws InterruptedException {
    closed = true;
    opened.countDown();
    if (handling.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      handling.unlock();
      return true;
    }
    return false;
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> events,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    opened.await();
    handling.lockInterruptibly();
    try {
      Batch batch = invalidator.newBatch();
      events.forEach(event -> reader.addTo(batch, event.record()));
      apply(batch);
      acknowledge(events, committer);
      batch.lastCommit().ifPresent(progress::committed);
      marks.lastOf(events).ifPresent(progress::complete);
      tidy();
    } finally {
      handling.unlock();
    }
  }

  private void apply(Batch batch) throws InterruptedException {
    while (true) {
      if (closed) {
        throw new InterruptedException("the run is over");
      }
      try {
        invalidator.apply(batch);
        status.noProblem();
        backoff.reset();
        return;
      } catch (RuntimeException e) {
        Failures.remedy(e).ifPresent(unmendable::complete);
        log.debug("A batch failed", e);
        status.problem(Failures.line(e));
      }
      backoff.pause();
    }
  }

  private void acknowledge(
      List<RecordChangeEvent<SourceRecord>> events,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    Optional<Position> position =
        Position.lastOf(events.stream().map(RecordChangeEvent::record).toList());
    if (position.isPresent()) {
      committer.markProcessed(events.get(position.get().index()));
      status.applied(position.get().lsn());
    }
    committer.markBatchFinished();
  }

  /** What may fail, since the next batch, or the next heartbeat, does it again. */
  private void tidy() throws InterruptedException {
    try {
      marks.write(invalidator.publish(progress.at(status.appliedLsn())));
      invalidator.tidy();
    } catch (RuntimeException e) {
      log.debug("The watermark was not published or the registry not tidied", e);
    }
  }
}
