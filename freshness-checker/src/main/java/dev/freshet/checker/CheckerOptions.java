package dev.freshet.checker;

import dev.freshet.checker.faults.Fault;
import dev.freshet.checker.stack.RedisLayout;
import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.CommandLines;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * What the command line asks for.
 *
 * @param subject what is checked
 * @param duration of all rounds together, without starting and deciding
 * @param round after so long the faults end, the cache is compared with the database, and reads are
 *     decided on
 * @param seed from which all that is chosen at random follows
 */
record CheckerOptions(
    boolean help,
    Application subject,
    Duration duration,
    Duration round,
    long seed,
    int writers,
    int readers,
    int invalidators,
    RedisLayout redis,
    Set<Fault> faults) {

  private static final Pattern DURATION = Pattern.compile("(?!0+\\D)\\d{1,6}[smh]");

  CheckerOptions {
    faults = Set.copyOf(faults);
  }

  /**
   * Reads {@code --option value} and {@code --option=value}.
   *
   * @throws ParameterException with a message for the user
   */
  static CheckerOptions of(String... arguments) {
    List<OptionSpec> specs =
        List.of(
            OptionSpec.builder("--subject").type(Application.class).build(),
            CommandLines.option("--duration", Duration.class, CheckerOptions::duration),
            CommandLines.option("--round", Duration.class, CheckerOptions::duration),
            OptionSpec.builder("--seed").type(Long.class).build(),
            CommandLines.number("--writers", 1, 100),
            CommandLines.number("--readers", 1, 100),
            CommandLines.number("--invalidators", 1, 3),
            OptionSpec.builder("--redis").type(RedisLayout.class).build(),
            OptionSpec.builder("--faults").type(String.class).build());
    ParseResult given = CommandLines.parse(specs, arguments);
    RedisLayout redis = given.matchedOptionValue("--redis", RedisLayout.SINGLE);
    Application subject = given.matchedOptionValue("--subject", Application.CATALOG);
    return new CheckerOptions(
        given.isUsageHelpRequested(),
        subject,
        given.matchedOptionValue("--duration", Duration.ofMinutes(1)),
        given.matchedOptionValue("--round", Duration.ofMinutes(1)),
        given.matchedOptionValue("--seed", ThreadLocalRandom.current().nextLong(1, 1_000_000_000)),
        given.matchedOptionValue("--writers", 4),
        given.matchedOptionValue("--readers", 6),
        given.matchedOptionValue("--invalidators", 1),
        redis,
        faults(given, Fault.all(redis, subject)));
  }

  private static Duration duration(String text) {
    if (!DURATION.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is no duration such as 90s, 20m or 2h");
    }
    return Duration.parse("PT" + text);
  }

  /** {@code all}, {@code none}, labels, or labels with a leading minus, which are left out. */
  private static Set<Fault> faults(ParseResult given, Set<Fault> all) {
    String text = given.matchedOptionValue("--faults", "all");
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    if (text.equals("all") || text.startsWith("-")) {
      faults.addAll(all);
    }
    if (text.equals("all") || text.equals("none")) {
      return faults;
    }
    for (String label : text.split(",")) {
      boolean without = label.startsWith("-");
      Set<Fault> named = Fault.labelled(without ? label.substring(1) : label);
      if (named.isEmpty()) {
        throw new ParameterException(
            given.commandSpec().commandLine(), "there is no fault '" + label + "'");
      }
      if (Collections.disjoint(named, all)) {
        throw new ParameterException(
            given.commandSpec().commandLine(),
            "'%s' cannot happen with this --subject and --redis".formatted(label));
      }
      boolean unused = without ? faults.removeAll(named) : faults.addAll(named);
    }
    faults.retainAll(all);
    return faults;
  }

  /** The options that repeat this run. */
  @Override
  public String toString() {
    String labels = faults.stream().sorted().map(Fault::label).collect(Collectors.joining(","));
    return "--subject %s --seed %d --duration %ds --round %ds --writers %d --readers %d --invalidators %d --redis %s --faults %s"
        .formatted(
            subject.name().toLowerCase(Locale.ROOT),
            seed,
            duration.toSeconds(),
            round.toSeconds(),
            writers,
            readers,
            invalidators,
            redis.label(),
            faults.isEmpty() ? "none" : labels);
  }

  static String usage() {
    return """
        Usage: ./checker [options]

        Runs everything on this machine, changes and reads an application's data by every path while faults
        happen, and decides whether any read found something older than what had been applied before it
        began, and whether the cache is what the database says when all is quiet again.
        Exit code 0: nothing was found; 1: something was, or the stack did not recover; 2: it could not run.

          --subject NAME    catalog (default), or shop: the example of an application with JPA, with
                            rules of its own; clients do not attack it
          --duration T      such as 90s, 20m or 2h (default 1m)
          --round T         after so long all is quiet for a while, and decided on (default 1m)
          --seed N          repeats the choices of a run: writes, reads and faults (default: any)
          --writers N       threads that write (default 4)
          --readers N       threads that read (default 6)
          --invalidators N  processes, of which one streams (default 1)
          --redis LAYOUT    single (default), or sentinel: a master and a replica that a Sentinel
                            can promote
          --faults LIST     all (default), none, or labels with commas between them; with a minus in
                            front of each: all but these. processes, links and attacks stand for
                            all of a kind; one of each kind happens at a time
          --help            this text

        Faults:
        %s
        """
        .formatted(
            Stream.of(Fault.values())
                .map(fault -> "  %-20s %s".formatted(fault.label(), fault.meaning()))
                .collect(Collectors.joining("\n")));
  }
}
