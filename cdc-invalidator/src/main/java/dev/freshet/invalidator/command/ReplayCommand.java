package dev.freshet.invalidator.command;

import dev.freshet.invalidation.recording.RecordedPart;
import dev.freshet.invalidation.recording.RecordedRules;
import dev.freshet.invalidation.recording.RecordingException;
import dev.freshet.invalidation.recording.RecordingReader;
import dev.freshet.invalidation.replay.Replay;
import dev.freshet.rules.Rules;
import dev.freshet.rules.explanation.Explanation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Applies a recording to a Redis, or says what that would delete. */
@Command(
    name = "replay",
    description = {
      "Applies a recording to a Redis by the same rules as the service, and prints what it has"
          + " deleted. To replay it again is harmless.",
      "It is for tests: it has no database, so it does not wait until commits are visible, and what the"
          + " rules look up the recording answers.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ReplayCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private HelpOption help;
  @Mixin private RedisOption redis;
  @Mixin private RulesOption rulesOption;

  @Parameters(paramLabel = "FILE", description = "What 'record' has written.")
  private Path file;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "Keep the times between transactions, N times as fast as recorded. Default: at once.")
  private @Nullable Double speed;

  @Option(
      names = "--dry-run",
      description =
          "Delete nothing; print for each change which keys it would delete, and why. With --redis"
              + " the registry of pages there is read, to name the listings.")
  private boolean dryRun;

  @Override
  public Integer call()
      throws CommandException, IOException, RecordingException, InterruptedException {
    Rules written = rulesOption.rules();
    if (speed != null && !(speed > 0 && Double.isFinite(speed))) {
      throw new ParameterException(spec.commandLine(), "--speed must be positive");
    }
    Pace pace = new Pace(speed);
    try (RecordingReader reader =
        RecordingReader.open(Files.newInputStream(file), file.toString())) {
      Rules rules = reader.rules().map(recorded -> recorded.complete(written)).orElse(written);
      warnOfMissingAnswers(reader.rules(), rules);
      if (dryRun) {
        explain(reader, pace, rules);
      } else {
        try (Replay replay = Replay.to(redis.uri(System.getenv()), rules)) {
          replay(reader, pace, new ReplayReport(replay, rules, out()));
        }
      }
    }
    return 0;
  }

  private void warnOfMissingAnswers(Optional<RecordedRules> recorded, Rules rules) {
    Optional<String> warning =
        recorded.isPresent()
            ? recorded.get().missing(rules)
            : Optional.of("It has no answers to look-ups, so their kinds are purged. Record again")
                .filter(any -> rules.looksUp());
    warning.ifPresent(line -> spec.commandLine().getErr().println(file + ": " + line));
  }

  private void explain(RecordingReader reader, Pace pace, Rules rules)
      throws CommandException, IOException, RecordingException, InterruptedException {
    Explanation explanation = redis.explanation(rules);
    Optional<RecordedPart> next;
    while ((next = reader.next()).isPresent()) {
      RecordedPart part = next.get();
      Explanation known =
          reader.rules().isEmpty()
              ? explanation
              : explanation.asking(
                  lookups -> part.answers().lookUp(lookups, rules.maxFanout()).explained());
      pace.await(part.changes().get(0).committedAt());
      part.changes().forEach(change -> known.of(change).forEach(out()::println));
    }
  }

  private static void replay(RecordingReader reader, Pace pace, ReplayReport report)
      throws IOException, RecordingException, InterruptedException {
    try {
      Optional<RecordedPart> next;
      while ((next = reader.next()).isPresent()) {
        pace.await(next.get().changes().get(0).committedAt());
        report.apply(next.get());
      }
    } finally {
      report.end();
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
