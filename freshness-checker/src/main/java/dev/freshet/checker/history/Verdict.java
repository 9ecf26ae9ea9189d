package dev.freshet.checker.history;

import java.util.List;

/**
 * What the history says.
 *
 * @param fromMemory how many of the reads were answered from a process's memory
 * @param violations reads of what was older than something applied before they began
 * @param rolledBack such reads between Redis's return to an earlier state and the first fence after
 *     it, when nothing is promised
 */
public record Verdict(
    long reads,
    long fromMemory,
    long rowsSeen,
    List<Violation> violations,
    List<Violation> rolledBack,
    ObservedStaleness staleness) {

  public Verdict {
    violations = List.copyOf(violations);
    rolledBack = List.copyOf(rolledBack);
  }
}
