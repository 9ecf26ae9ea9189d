package dev.freshet.invalidator.command;

import dev.freshet.invalidation.recording.RecordedRules;
import dev.freshet.invalidation.recording.RecordingHeader;
import dev.freshet.invalidator.capture.recording.Recorder;
import dev.freshet.invalidator.capture.recording.RecorderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Records the changes of a database until enough are there, or time is up, or it is asked to. */
@Command(
    name = "record",
    description = {
      "Records the changes of a database into a file, and what the rules look up for them, from now"
          + " until Ctrl-C or SIGTERM, which ends the recording properly.",
      "It uses a temporary replication slot of its own, which is gone when this process is, however"
          + " it ends. The file is described in docs/replay.md.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class RecordCommand implements Callable<Integer> {

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration PROGRESS = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;
  @ParentCommand private Commands commands;
  @Mixin private HelpOption help;
  @Mixin private DatabaseOptions database;
  @Mixin private RulesOption rulesOption;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write; it must not exist, or see --force.")
  private Path out;

  @Option(names = "--force", description = "Overwrite the file.")
  private boolean force;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "Stop after this time, such as 30s or 5m.")
  private @Nullable Duration limit;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Stop at the end of the transaction that brings the Nth change.")
  private @Nullable Long count;

  @Override
  public Integer call()
      throws CommandException, RecorderException, IOException, InterruptedException {
    if (count != null && count <= 0) {
      throw new ParameterException(spec.commandLine(), "--count must be positive");
    }
    if (!force && Files.exists(out)) {
      throw new CommandException(out + " exists; it is overwritten only with --force");
    }
    commands.stopRequest().await();
    try (Recorder recorder = Recorder.start(database.source(), rulesOption.rules());
        RecordingFile file = RecordingFile.create(out, force, header(recorder), count)) {
      record(recorder, file);
      return 0;
    }
  }

  private RecordingHeader header(Recorder recorder) throws RecorderException {
    return new RecordingHeader(
        Instant.now(),
        recorder.databaseName(),
        database.publication(),
        recorder.slot(),
        RecordedRules.of(recorder.rules()));
  }

  private void record(Recorder recorder, RecordingFile file)
      throws RecorderException, InterruptedException {
    recorder.open(file);
    say("Recording into %s; Ctrl-C ends it".formatted(out));
    try {
      follow(recorder, file);
      recorder.stop();
    } finally {
      recorder.close();
      say("Recorded " + file.summary());
    }
  }

  /** Returns when the recording is to end. */
  private void follow(Recorder recorder, RecordingFile file)
      throws RecorderException, InterruptedException {
    long start = System.nanoTime();
    long said = start;
    String last = file.summary();
    while (!commands.stopRequest().isMade() && !recorder.awaitEnough(LOOK)) {
      long now = System.nanoTime();
      if (limit != null && now - start >= limit.toNanos()) {
        return;
      }
      if (now - said >= PROGRESS.toNanos() && !last.equals(file.summary())) {
        last = file.summary();
        said = now;
        say(last);
      }
    }
  }

  private void say(String line) {
    spec.commandLine().getErr().println(line);
  }
}
