package dev.freshet.testkit;

import dev.freshet.invalidation.recording.RecordedPart;
import dev.freshet.invalidation.recording.RecordedRules;
import dev.freshet.invalidation.recording.RecordingException;
import dev.freshet.invalidation.recording.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recording on the class path.
 *
 * @param rules by which was looked up; empty if it has no answers to look-ups
 * @param parts its transactions, long ones in parts
 */
record Recording(Optional<RecordedRules> rules, List<RecordedPart> parts) {

  /**
   * A whole recording.
   *
   * @param resource as for {@link Class#getResourceAsStream} of the class
   * @throws IllegalArgumentException if there is none, or it is no whole recording
   */
  static Recording read(Class<?> from, String resource) {
    @Nullable InputStream in = from.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalArgumentException(
          "no recording %s on the class path, as seen from %s".formatted(resource, from.getName()));
    }
    try (RecordingReader reader = RecordingReader.open(in, resource)) {
      List<RecordedPart> parts = new ArrayList<>();
      for (Optional<RecordedPart> part = reader.next(); part.isPresent(); part = reader.next()) {
        parts.add(part.get());
      }
      return new Recording(reader.rules(), List.copyOf(parts));
    } catch (RecordingException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }
}
