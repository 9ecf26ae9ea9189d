package dev.freshet.invalidator.capture;

import dev.freshet.invalidation.Batch;
import dev.freshet.invalidation.Closure;
import dev.freshet.invalidation.DiscontinuityException;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.Looks;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidation.visibility.NotVisibleException;
import dev.freshet.invalidator.capture.engine.ChangeReader;
import dev.freshet.invalidator.capture.engine.Position;
import dev.freshet.invalidator.capture.engine.RecordBatch;
import dev.freshet.invalidator.capture.failure.Failures;
import dev.freshet.time.Pauses;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one run's batches, each until it works, and acknowledges them when they are confirmed: at
 * once, but for those that have looked up, which wait for what their look-ups may have seen, and
 * while more has arrived, which is deleted first: see {@link ConfirmationPace}.
 *
 * <p>Never lets an exception of Kafka's retriable kind out: the engine would skip the batch.
 */
final class ChangeHandler
    implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  private static final Logger log = LoggerFactory.getLogger(ChangeHandler.class);

  /** How long nobody looks whether more has arrived. */
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final Invalidator invalidator;
  private final ChangeReader reader;
  private final Progress progress;
  private final LogMarks marks;
  private final CaptureStatus status;
  private final Pauses pauses;
  private final ConfirmationPace pace = new ConfirmationPace(System::nanoTime);
  private final CountDownLatch opened = new CountDownLatch(1);
  private final ReentrantLock handling = new ReentrantLock();

  /** Batches that are applied and not confirmed. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** Up to where in the log everything is applied. */
  private long end;

  /** Whether the last batches wait for what their look-ups may have seen. */
  private boolean isUncertain;

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
      long begin = end;
      end = Math.max(end, Math.max(arrived.end(), progress.lsn()));
      OptionalLong confirmedAt =
          apply(
              looks ->
                  new Waiting(
                      batch,
                      progress.checkpoint(),
                      progress.lsn(),
                      position.map(reached -> events.get(0)),
                      new Closure.Applied(begin, end, looks)),
              batch,
              arrived.hasMore(),
              committer);
      committer.markBatchFinished();
      tidy(confirmedAt);
    } finally {
      handling.unlock();
    }
  }

  /**
   * Applies the batch until that works, and confirms what is certain then.
   *
   * @return the time that the clock of Redis showed then, in ms since 1970; empty if nothing is
   */
  private OptionalLong apply(
      Function<Looks, Waiting> applied,
      Batch batch,
      BooleanSupplier hasMore,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    while (true) {
      if (closed) {
        throw new InterruptedException("the run is over");
      }
      try {
        // It may be there from a try whose confirmation has failed.
        waiting.removeIf(each -> each.batch() == batch);
        waiting.addLast(applied.apply(invalidator.apply(batch)));
        OptionalLong confirmedAt = confirm(hasMore, committer);
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

  private OptionalLong confirm(
      BooleanSupplier hasMore, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    int count = Closure.confirmable(waiting.stream().map(Waiting::applied).toList());
    isUncertain = count < waiting.size();
    if (!pace.isDue(hasMore, waiting.stream().anyMatch(each -> each.batch().hasFences()))) {
      return OptionalLong.empty();
    }
    List<Waiting> certain = settled(waiting.stream().limit(count).toList(), hasMore);
    if (certain.isEmpty()) {
      return OptionalLong.empty();
    }
    Waiting last = certain.get(certain.size() - 1);
    long confirmedAt =
        invalidator.confirm(certain.stream().map(Waiting::batch).toList(), last.reached());
    for (Waiting each : certain) {
      waiting.removeFirst();
      if (each.positioned().isPresent()) {
        committer.markProcessed(each.positioned().get());
      }
    }
    pace.confirmed();
    status.applied(last.lsn());
    return OptionalLong.of(confirmedAt);
  }

  /** Those that no copies lack; waits for all of them while there is nothing else to apply. */
  private List<Waiting> settled(List<Waiting> certain, BooleanSupplier hasMore)
      throws InterruptedException {
    int count = certain.size();
    Duration moment = MOMENT;
    while (count > 0 && !invalidator.awaitCopies(certain.get(count - 1).batch(), moment)) {
      if (closed || hasMore.getAsBoolean()) {
        count--;
        moment = Duration.ZERO;
      }
    }
    return certain.subList(0, count);
  }

  /** May fail, since the next batch, or the next heartbeat, does it again. */
  private void tidy(OptionalLong confirmedAt) throws InterruptedException {
    try {
      if (confirmedAt.isPresent()) {
        marks.write(confirmedAt.getAsLong());
      }
      if (isUncertain) {
        marks.nudge(end);
      }
      invalidator.tidy();
    } catch (RuntimeException e) {
      log.debug("No mark was written, or the registry not tidied", e);
    }
  }

  /**
   * A batch that is applied.
   *
   * @param reached what to say once it is confirmed
   * @param lsn up to where in the log everything is applied then
   * @param positioned what to acknowledge then, if it has a position
   */
  private record Waiting(
      Batch batch,
      Checkpoint reached,
      long lsn,
      Optional<RecordChangeEvent<SourceRecord>> positioned,
      Closure.Applied applied) {}
}
