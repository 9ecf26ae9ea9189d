package dev.freshet.testkit;

import dev.freshet.invalidation.recording.RecordedChange;
import dev.freshet.invalidation.recording.RecordingException;
import dev.freshet.invalidation.recording.RecordingReader;
import dev.freshet.rules.RowChange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recordings on the class path. */
final class Recording {

  private Recording() {}

  /**
   * The transactions of a whole recording.
   *
   * @param resource as for {@link Class#getResourceAsStream} of the class
   * @throws IllegalArgumentException if there is none, or it is no whole recording
   */
  static List<List<RowChange>> transactions(Class<?> from, String resource) {
    @Nullable InputStream in = from.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalArgumentException(
          "no recording %s on the class path, as seen from %s".formatted(resource, from.getName()));
    }
    try (RecordingReader reader = RecordingReader.open(in, resource)) {
      return transactions(reader);
    } catch (RecordingException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }

  private static List<List<RowChange>> transactions(RecordingReader reader)
      throws IOException, RecordingException {
    List<List<RowChange>> transactions = new ArrayList<>();
    List<RowChange> transaction = new ArrayList<>();
    for (Optional<RecordedChange> next = reader.next(); next.isPresent(); next = reader.next()) {
      transaction.add(next.get().change());
      if (next.get().last()) {
        transactions.add(transaction);
        transaction = new ArrayList<>();
      }
    }
    return transactions;
  }
}
