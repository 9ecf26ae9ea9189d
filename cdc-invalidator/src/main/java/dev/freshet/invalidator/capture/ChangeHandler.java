package dev.freshet.invalidator.capture;

import dev.freshet.invalidation.Batch;
import dev.freshet.invalidation.DiscontinuityException;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.NotVisibleException;
import dev.freshet.invalidator.capture.engine.ChangeReader;
import dev.freshet.invalidator.capture.engine.Position;
import dev.freshet.invalidator.capture.engine.RecordBatch;
import dev.freshet.invalidator.capture.failure.Failures;
import dev.freshet.time.Pauses;
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
  private final Pauses pauses;
  private final CountDownLatch opened = new CountDownLatch(1);
  private final ReentrantLock handling = new ReentrantLock();
  private final CompletableFuture<String> unmendable = new CompletableFuture<>();
  private final CompletableFuture<String> discontinuity = new CompletableFuture<>();
  private volatile boolean closed;

  ChangeHandler(
      Invalidator invalidator,
      ChangeReader reader,
      Progress progress,
      LogMarks marks,
      CaptureStatus status,
      Pauses pauses) {
    this.invalidator = invalidator;
    this.reader = reader;
    this.progress = progress;
    this.marks = marks;
    this.status = status;
    this.pauses = pauses;
  }

  /** Lets batches through; they wait until then. */
  void open() {
    opened.countDown();
  }

  /** What to do, if a batch met something that trying again does not mend. */
  Optional<String> unmendable() {
    return Optional.ofNullable(unmendable.getNow(null));
  }

  /** What was noticed, if the next run must find out what this one has missed. */
  Optional<String> discontinuity() {
    return Optional.ofNullable(discontinuity.getNow(null));
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
      RecordBatch arrived = RecordBatch.of(events);
      Batch batch = invalidator.newBatch();
      arrived.records().forEach(record -> reader.addTo(batch, record));
      Optional<Position> position = arrived.position();
      progress.reaches(batch, position);
      marks.lastOf(arrived.records()).ifPresent(progress::complete);
      long confirmedAt = apply(batch);
      if (position.isPresent()) {
        committer.markProcessed(events.get(0));
      }
      committer.markBatchFinished();
      status.applied(progress.lsn());
      tidy(confirmedAt);
    } finally {
      handling.unlock();
    }
  }

  /**
   * Applies the batch until that works.
   *
   * @return the time that the clock of Redis showed then, in ms since 1970
   */
  private long apply(Batch batch) throws InterruptedException {
    while (true) {
      if (closed) {
        throw new InterruptedException("the run is over");
      }
      try {
        invalidator.apply(batch);
        long confirmedAt = invalidator.confirm(batch, progress.checkpoint());
        status.noProblem();
        pauses.reset();
        return confirmedAt;
      } catch (DiscontinuityException e) {
        discontinuity.complete(Failures.line(e));
        throw new InterruptedException("the run is over");
      } catch (NotVisibleException e) {
        // It has waited, and goes on waiting.
        status.problem(Failures.line(e));
        continue;
      } catch (RuntimeException e) {
        Failures.remedy(e).ifPresent(unmendable::complete);
        log.debug("A batch failed", e);
        status.batchFailed(Failures.line(e));
      }
      pauses.pause();
    }
  }

  /** May fail, since the next batch, or the next heartbeat, does it again. */
  private void tidy(long confirmedAt) throws InterruptedException {
    try {
      marks.write(confirmedAt);
      invalidator.tidy();
    } catch (RuntimeException e) {
      log.debug("No mark was written, or the registry not tidied", e);
    }
  }
}
