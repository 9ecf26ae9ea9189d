package dev.freshet.local.checker;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param duration of all rounds together, without starting and deciding
 * @param round after so long the faults end, the cache is compared with the database, and reads are
 *     decided on
 * @param seed from which all that is chosen at random follows
 */
record CheckerOptions(
    boolean help,
    Duration duration,
    Duration round,
    long seed,
    int writers,
    int readers,
    int invalidators,
    Set<Fault> faults) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)");
  private static final Set<String> NAMES =
      Set.of(
          "--duration",
          "--round",
          "--seed",
          "--writers",
          "--readers",
          "--invalidators",
          "--faults");

  CheckerOptions {
    faults = Set.copyOf(faults);
  }

  /**
   * Reads {@code --option value} and {@code --option=value}.
   *
   * @throws BadOptionException with a message for the user
   */
  static CheckerOptions of(String... arguments) {
    Map<String, String> given = new HashMap<>();
    boolean help = false;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (argument.equals("--help") || argument.equals("-h")) {
        help = true;
      } else if (!NAMES.contains(name)) {
        throw new BadOptionException("unknown option '" + argument + "'");
      } else if (equals >= 0) {
        given.put(name, argument.substring(equals + 1));
      } else if (i + 1 < arguments.length) {
        given.put(name, arguments[++i]);
      } else {
        throw new BadOptionException(name + " needs a value");
      }
    }
    return new CheckerOptions(
        help,
        duration(given, "--duration", Duration.ofMinutes(1)),
        duration(given, "--round", Duration.ofMinutes(1)),
        number(
            given,
            "--seed",
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            ThreadLocalRandom.current().nextLong(1, 1_000_000_000)),
        (int) number(given, "--writers", 1, 100, 4),
        (int) number(given, "--readers", 1, 100, 6),
        (int) number(given, "--invalidators", 1, 3, 1),
        faults(given.get("--faults")));
  }

  private static Duration duration(Map<String, String> given, String name, Duration otherwise) {
    @Nullable String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new BadOptionException(name + " needs a duration such as 90s, 20m or 2h: " + text);
    }
    return Duration.parse("PT" + text);
  }

  private static long number(
      Map<String, String> given, String name, long least, long most, long otherwise) {
    @Nullable String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (least <= number && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below fits this case too.
    }
    throw new BadOptionException(
        name + " needs a number from " + least + " to " + most + ", not '" + text + "'");
  }

  /** {@code all}, {@code none}, labels, or labels with a leading minus, which are left out. */
  private static Set<Fault> faults(@Nullable String text) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    if (text == null || text.equals("all") || text.startsWith("-")) {
      faults.addAll(Fault.all());
    }
    if (text == null || text.equals("all") || text.equals("none")) {
      return faults;
    }
    for (String label : text.split(",")) {
      boolean without = label.startsWith("-");
      Fault fault =
          Fault.labelled(without ? label.substring(1) : label)
              .orElseThrow(() -> new BadOptionException("there is no fault '" + label + "'"));
      boolean unused = without ? faults.remove(fault) : faults.add(fault);
    }
    return faults;
  }

  /** The options that repeat this run. */
  @Override
  public String toString() {
    String labels = faults.stream().sorted().map(Fault::label).collect(Collectors.joining(","));
    return "--seed %d --duration %ds --round %ds --writers %d --readers %d --invalidators %d --faults %s"
        .formatted(
            seed,
            duration.toSeconds(),
            round.toSeconds(),
            writers,
            readers,
            invalidators,
            faults.isEmpty() ? "none" : labels);
  }

  static String usage() {
    return """
        Usage: ./checker [options]

        Runs everything on this machine, changes and reads the catalog by every path while faults
        happen, and decides whether any read found something older than what had been applied before it
        began, and whether the cache is what the database says when all is quiet again.
        Exit code 0: nothing was found; 1: something was, or the stack did not recover; 2: it could not run.

          --duration T      such as 90s, 20m or 2h (default 1m)
          --round T         after so long all is quiet for a while, and decided on (default 1m)
          --seed N          repeats the choices of a run: writes, reads and faults (default: any)
          --writers N       threads that write (default 4)
          --readers N       threads that read (default 6)
          --invalidators N  processes, of which one streams (default 1)
          --faults LIST     all (default), none, or labels with commas between them; with a minus in
                            front of each: all but these
          --help            this text

        Faults:
        %s
        """
        .formatted(
            Stream.of(Fault.values())
                .map(fault -> "  %-20s %s".formatted(fault.label(), fault.meaning()))
                .collect(Collectors.joining("\n")));
  }

  /** The command line cannot be followed; the message says why. */
  static final class BadOptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadOptionException(String message) {
      super(message);
    }
  }
}
