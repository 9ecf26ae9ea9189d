package dev.freshet.invalidation.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.rules.RowChange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a recording, transaction by transaction, long ones in parts. What is in front of damage can
 * be read; the damage is an exception in its place. Not thread-safe.
 */
public final class RecordingReader implements AutoCloseable {

  /** As many changes as a part has at most. */
  static final int LONGEST_PART = 2_000;

  private final BufferedReader lines;
  private final String name;
  private @Nullable String next;
  private long number;
  private long changes;
  private Optional<RecordedChange> previous = Optional.empty();
  private Optional<RecordedRules> rules = Optional.empty();

  /** Behind the changes that were returned last. */
  private Optional<RecordingException> damage = Optional.empty();

  private RecordingReader(BufferedReader lines, String name) throws IOException {
    this.lines = lines;
    this.name = name;
    this.next = lines.readLine();
  }

  /**
   * Opens a recording.
   *
   * @param name of the file, for messages
   * @throws RecordingException if it is empty, no recording, or of a newer version of the format
   * @throws IOException if it cannot be read at all
   */
  public static RecordingReader open(InputStream in, String name)
      throws IOException, RecordingException {
    RecordingReader reader =
        new RecordingReader(new BufferedReader(new InputStreamReader(in, UTF_8)), name);
    try {
      reader.readHeader();
      return reader;
    } catch (IOException | RecordingException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * All changes of a recording.
   *
   * @throws RecordingException if it is not a recording, or not a whole one
   */
  public static List<RowChange> readAll(InputStream in, String name)
      throws IOException, RecordingException {
    try (RecordingReader reader = open(in, name)) {
      List<RowChange> all = new ArrayList<>();
      for (Optional<RecordedPart> part = reader.next(); part.isPresent(); part = reader.next()) {
        all.addAll(part.get().changes());
      }
      return all;
    }
  }

  /** The rules by which was looked up; empty if the recording has no answers to look-ups. */
  public Optional<RecordedRules> rules() {
    return rules;
  }

  /**
   * The next changes, up to the end of their transaction, or to where was looked up for them; empty
   * at the end of a whole recording.
   *
   * @throws RecordingException if the rest was cut off, or is damaged
   */
  public Optional<RecordedPart> next() throws IOException, RecordingException {
    if (damage.isPresent()) {
      throw damage.get();
    }
    List<RowChange> part = new ArrayList<>();
    try {
      for (Optional<RecordedChange> read = nextChange(); read.isPresent(); read = nextChange()) {
        RecordedChange change = read.get();
        part.add(change.change());
        if (change.last() || change.answers().isPresent() || part.size() == LONGEST_PART) {
          return Optional.of(
              new RecordedPart(part, change.answers().orElse(RecordedAnswers.NONE), change.last()));
        }
      }
      return Optional.empty();
    } catch (RecordingException e) {
      if (part.isEmpty()) {
        throw e;
      }
      damage = Optional.of(e);
      // It was committed, however it goes on.
      return Optional.of(new RecordedPart(part, RecordedAnswers.NONE, false));
    }
  }

  private Optional<RecordedChange> nextChange() throws IOException, RecordingException {
    @Nullable String line = takeLine();
    if (line == null) {
      throw cutOff();
    }
    Optional<JsonNode> json = RecordingFormat.parse(line);
    if (json.isEmpty() && next == null) {
      throw cutOff();
    }
    try {
      JsonNode object = json.orElseThrow(() -> new IllegalArgumentException("no JSON object"));
      if (RecordingFormat.isEnd(object)) {
        end(object);
        return Optional.empty();
      }
      RecordedChange change = RecordingFormat.readChange(object);
      previous = Optional.of(change);
      changes++;
      return previous;
    } catch (IllegalArgumentException e) {
      throw new RecordingException(
          "%s: line %d is no change: %s".formatted(name, number, e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private void readHeader() throws IOException, RecordingException {
    @Nullable String line = takeLine();
    if (line == null) {
      throw new RecordingException(name + " is empty, so it is no recording");
    }
    Optional<JsonNode> header =
        RecordingFormat.parse(line)
            .filter(json -> json.path("format").asString("").equals(RecordingFormat.NAME))
            .filter(json -> json.path("version").canConvertToInt());
    if (header.isEmpty()) {
      throw new RecordingException(
          "%s is no recording: its first line is no header of the format %s"
              .formatted(name, RecordingFormat.NAME));
    }
    int version = header.get().path("version").asInt();
    if (version > RecordingFormat.VERSION) {
      throw new RecordingException(
          "%s is of version %d of the format, and this program reads version %d: use a newer program"
              .formatted(name, version, RecordingFormat.VERSION));
    }
    try {
      rules = RecordingFormat.readRules(header.get());
    } catch (IllegalArgumentException e) {
      throw new RecordingException(
          "%s: line 1 has no rules: %s. Record again".formatted(name, e.getMessage()));
    }
  }

  private void end(JsonNode end) throws RecordingException {
    long expected = RecordingFormat.number(end, "changes");
    if (expected != changes) {
      throw new RecordingException(
          "%s lacks lines: it has %d changes of %d".formatted(name, changes, expected));
    }
    if (next != null) {
      throw new RecordingException(
          "%s goes on behind the line that says that this is the end".formatted(name));
    }
    if (isInTransaction()) {
      throw new RecordingException(
          "%s: the recording ended inside transaction %d".formatted(name, xid()));
    }
  }

  private RecordingException cutOff() {
    String where = isInTransaction() ? "inside transaction " + xid() : "between transactions";
    return new RecordingException(
        "%s is cut off behind %d changes, %s: it has no line that says that this is the end"
            .formatted(name, changes, where));
  }

  private boolean isInTransaction() {
    return previous.filter(change -> !change.last()).isPresent();
  }

  private long xid() {
    return previous.orElseThrow().change().xid();
  }

  private @Nullable String takeLine() throws IOException {
    @Nullable String line = next;
    if (line != null) {
      next = lines.readLine();
      number++;
    }
    return line;
  }
}
