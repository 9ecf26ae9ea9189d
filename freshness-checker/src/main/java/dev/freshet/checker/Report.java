package dev.freshet.checker;

import dev.freshet.checker.history.ObservedStaleness;
import dev.freshet.checker.history.Violation;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up the rounds, and prints them. */
final class Report {

  private static final int EXAMPLES = 10;

  private final PrintStream out;
  private final List<Findings> rounds = new ArrayList<>();

  Report(PrintStream out) {
    this.out = out;
  }

  /** Adds a round, and prints what it found. */
  void add(Findings round) {
    rounds.add(round);
    out.printf(
        "Round %d: %d reads, %d stale, %d of %d cached values differ from the database%s%n",
        rounds.size(),
        round.verdict().reads(),
        round.verdict().violations().size(),
        round.differences().size(),
        round.compared(),
        round.recovered() ? "" : "; THE STACK DID NOT RECOVER");
    examples("STALE: ", round.verdict().violations());
    examples("after Redis came back with old data: ", round.verdict().rolledBack());
    round.differences().entrySet().stream()
        .limit(EXAMPLES)
        .forEach(entry -> out.println("  DIFFERS: " + entry.getKey() + " " + entry.getValue()));
  }

  private void examples(String what, List<Violation> violations) {
    violations.stream().limit(EXAMPLES).forEach(one -> out.println("  " + what + one));
  }

  boolean isClean() {
    return rounds.stream().allMatch(Findings::isClean);
  }

  /** How many reads were answered from a process's memory. */
  long fromMemory() {
    return rounds.stream().mapToLong(round -> round.verdict().fromMemory()).sum();
  }

  /** Prints the sums, if there was a round. */
  void print(CheckerOptions options) {
    if (rounds.isEmpty()) {
      return;
    }
    Map<String, Long> counts = new TreeMap<>();
    rounds.forEach(
        round -> round.counts().forEach((what, count) -> counts.merge(what, count, Long::sum)));
    out.println();
    counts.forEach((what, count) -> out.printf("%10d  %s%n", count, what));
    long reads = rounds.stream().mapToLong(round -> round.verdict().reads()).sum();
    long rows = rounds.stream().mapToLong(round -> round.verdict().rowsSeen()).sum();
    out.printf(
        "%nChecked: %d reads, %d of them answered from memory, %d rows in them%n",
        reads, fromMemory(), rows);
    rounds.stream()
        .map(round -> round.verdict().staleness())
        .reduce(ObservedStaleness::and)
        .ifPresent(this::printStaleness);
    out.printf(
        "Stale reads: %d; while Redis was back with old data, where nothing is promised: %d%n",
        rounds.stream().mapToInt(round -> round.verdict().violations().size()).sum(),
        rounds.stream().mapToInt(round -> round.verdict().rolledBack().size()).sum());
    out.printf(
        "Cached values that differ from the database when all is quiet: %d of %d%n",
        rounds.stream().mapToInt(round -> round.differences().size()).sum(),
        rounds.stream().mapToInt(Findings::compared).sum());
    out.printf("%s. To repeat it: ./checker %s%n", isClean() ? "OK" : "FAILED", options);
  }

  private void printStaleness(ObservedStaleness staleness) {
    out.printf(
        "From a commit until the last read began that missed it: %d of %d changes were missed at all; p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        staleness.missed(),
        staleness.changes(),
        staleness.percentile(50),
        staleness.percentile(99),
        staleness.percentile(100));
  }
}
