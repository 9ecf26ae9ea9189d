package dev.freshet.invalidator.capture.recording;

import dev.freshet.invalidation.ChangeLookups;
import dev.freshet.invalidation.visibility.NotVisibleException;
import dev.freshet.invalidator.capture.engine.ChangeReader;
import dev.freshet.invalidator.capture.engine.RecordBatch;
import dev.freshet.invalidator.capture.failure.Failures;
import dev.freshet.rules.RowChange;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Passes changes on to a sink, with what is looked up for them, until it has enough, or until a
 * message comes that stands behind all that was committed before the wish to stop. After that the
 * sink is not used any more.
 */
final class RecordHandler implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  /** The prefix of the message that ends a recording; its content is the slot's name. */
  static final String STOP = "freshet-record-stop";

  /** So many changes of a transaction are looked up for at once. */
  private static final int PORTION = 1_000;

  private final ChangeReader reader;
  private final ChangeLookups lookups;
  private final String slot;
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private Recorder.@Nullable Sink sink;
  private volatile long taken;

  /** How many of them have not been looked up for. */
  private int pending;

  RecordHandler(ChangeReader reader, ChangeLookups lookups, String slot) {
    this.reader = reader;
    this.lookups = lookups;
    this.slot = slot;
  }

  /** Lets changes through, to there; they wait until then. */
  synchronized void open(Recorder.Sink to) {
    sink = to;
    opened.countDown();
  }

  /** Waits until the sink has all that it is to have, and returns whether it has. */
  boolean awaitDone(Duration limit) throws InterruptedException {
    try {
      done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many changes the sink has taken. */
  long taken() {
    return taken;
  }

  /** Lets no change through from now on; when it returns, the sink is not in use. */
  void close() {
    done.complete(null);
    opened.countDown();
    // It ends soon, also if it waits for something to be visible.
    synchronized (this) {
      sink = null;
    }
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> events,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    opened.await();
    RecordBatch arrived = RecordBatch.of(events);
    try {
      for (SourceRecord record : arrived.records()) {
        handle(record);
      }
    } catch (IOException e) {
      // An exception of another kind might look like one of those that the engine tries again.
      throw new IllegalStateException("the recording cannot be written: " + Failures.line(e), e);
    } catch (DataAccessException e) {
      throw new IllegalStateException(
          "what the rules look up cannot be asked: " + Failures.line(e), e);
    }
    if (arrived.position().isPresent()) {
      committer.markProcessed(events.get(0));
    }
    committer.markBatchFinished();
  }

  private synchronized void handle(SourceRecord record) throws IOException, InterruptedException {
    Recorder.Sink to = sink;
    if (to == null || done.isDone()) {
      return;
    }
    Optional<RowChange> change = reader.read(record);
    if (change.isPresent()) {
      to.add(change.get());
      lookups.add(change.get());
      taken++;
      pending++;
      if (pending == PORTION) {
        lookUp(to);
      }
    } else if (ChangeReader.isTransactionEnd(record)) {
      lookUp(to);
      if (to.endTransaction()) {
        done.complete(null);
      }
    } else if (ChangeReader.readMessage(record, STOP).filter(slot::equals).isPresent()) {
      done.complete(null);
    }
  }

  private void lookUp(Recorder.Sink to) throws InterruptedException {
    while (pending > 0) {
      try {
        lookups.ask().ifPresent(to::lookedUp);
        pending = 0;
      } catch (NotVisibleException e) {
        if (done.isDone()) {
          throw new InterruptedException("the recording is over");
        }
      }
    }
  }
}
