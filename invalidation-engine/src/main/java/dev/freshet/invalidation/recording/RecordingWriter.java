package dev.freshet.invalidation.recording;

import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.rules.RowChange;
import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.util.Optional;

/**
 * Writes a recording. It holds back one change, since only the end of a transaction tells which
 * change was its last; so transactions may be of any size. Not thread-safe.
 */
public final class RecordingWriter implements AutoCloseable {

  private final Writer out;
  private final Clock clock;
  private Optional<RowChange> held = Optional.empty();
  private Optional<RecordedAnswers> answers = Optional.empty();
  private long changes;
  private long transactions;

  /** Begins a recording. */
  public RecordingWriter(Writer out, RecordingHeader header, Clock clock) throws IOException {
    this.out = out;
    this.clock = clock;
    line(RecordingFormat.header(header));
    out.flush();
  }

  /** Adds a change of the transaction that the last one was of, unless that has ended. */
  public void add(RowChange change) throws IOException {
    writeHeld(false);
    held = Optional.of(change);
    changes++;
  }

  /** Adds what was looked up for the changes of this transaction since this was last called. */
  public void addAnswers(Looked looked) {
    answers = Optional.of(RecordedAnswers.of(looked));
  }

  /** Ends the transaction. From then on it is in the file, also if this process is killed. */
  public void endTransaction() throws IOException {
    if (held.isPresent()) {
      writeHeld(true);
      transactions++;
      out.flush();
    }
  }

  /** How many changes were added. */
  public long changes() {
    return changes;
  }

  /** How many transactions have ended. */
  public long transactions() {
    return transactions;
  }

  /** Whether the transaction of the last change has not ended. */
  public boolean isInTransaction() {
    return held.isPresent();
  }

  /** Says that this is the end, and closes the file. */
  @Override
  public void close() throws IOException {
    try (out) {
      writeHeld(false);
      line(RecordingFormat.end(changes, transactions, clock.instant()));
    }
  }

  private void writeHeld(boolean last) throws IOException {
    if (held.isPresent()) {
      line(RecordingFormat.change(new RecordedChange(held.get(), answers, last)));
      held = Optional.empty();
      answers = Optional.empty();
    }
  }

  private void line(String json) throws IOException {
    out.write(json);
    out.write('\n');
  }
}
