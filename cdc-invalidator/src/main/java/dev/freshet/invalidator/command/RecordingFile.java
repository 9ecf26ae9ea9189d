package dev.freshet.invalidator.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.invalidation.recording.RecordingHeader;
import dev.freshet.invalidation.recording.RecordingWriter;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidator.capture.recording.Recorder;
import dev.freshet.rules.RowChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** From a recorder into a file. Thread-safe. */
final class RecordingFile implements Recorder.Sink, AutoCloseable {

  private final RecordingWriter writer;
  private final long enough;

  private RecordingFile(RecordingWriter writer, long enough) {
    this.writer = writer;
    this.enough = enough;
  }

  /**
   * Begins a file.
   *
   * @param overwrite whether there may be one
   * @param enough how many changes; null: there is never enough
   */
  static RecordingFile create(
      Path path, boolean overwrite, RecordingHeader header, @Nullable Long enough)
      throws IOException {
    OpenOption[] options =
        overwrite
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    return new RecordingFile(
        new RecordingWriter(
            Files.newBufferedWriter(path, UTF_8, options), header, Clock.systemUTC()),
        enough == null ? Long.MAX_VALUE : enough);
  }

  @Override
  public synchronized void add(RowChange change) throws IOException {
    writer.add(change);
  }

  @Override
  public synchronized void lookedUp(Looked looked) {
    writer.addAnswers(looked);
  }

  @Override
  public synchronized boolean endTransaction() throws IOException {
    writer.endTransaction();
    return writer.changes() >= enough;
  }

  synchronized String summary() {
    return "%d changes in %d transactions%s"
        .formatted(
            writer.changes(),
            writer.transactions(),
            writer.isInTransaction() ? ", and inside one more" : "");
  }

  @Override
  public synchronized void close() throws IOException {
    writer.close();
  }
}
