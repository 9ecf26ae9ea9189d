package dev.freshet.checker.history;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether any read found something older than what had been applied before it began.
 *
 * <p>A row's versions grow in the order of its commits. A change counts as applied when the fence
 * of its transaction, or of one that began after its commit, was seen to be passed: never too
 * early, perhaps too late. So a read that began after that must find this version of the row or a
 * later one; for a row that is gone, or not in the place any more, a later one is one in which it
 * is not. What is in doubt (a commit whose answer was lost, a fence that was lost with Redis)
 * requires nothing, but may be found.
 */
public final class Decision {

  private final Map<Row, Timeline> timelines = new HashMap<>();
  private final Map<Place, Set<Row>> rowsOf = new HashMap<>();
  private final List<Rollback> uncertain;
  private final List<Violation> violations = new ArrayList<>();
  private final List<Violation> rolledBack = new ArrayList<>();
  private long rowsSeen;

  private Decision(History history) {
    Map<Long, Transaction> transactions = new HashMap<>();
    history.transactions().forEach(one -> transactions.put(one.id(), one));
    history.changes().stream()
        .collect(groupingBy(Change::row))
        .forEach(
            (row, changes) ->
                timelines.put(
                    row,
                    new Timeline(
                        changes, id -> transactions.getOrDefault(id, Transaction.unknown(id)))));
    this.uncertain =
        history.rollbacks().stream()
            .map(rollback -> new Rollback(rollback.begin(), firstFenceAfter(rollback, history)))
            .toList();
  }

  /** Decides. */
  public static Verdict of(History history) {
    Decision decision = new Decision(history);
    history.reads().forEach(decision::check);
    return new Verdict(
        history.reads().size(),
        history.reads().stream().filter(Read::isFromMemory).count(),
        decision.rowsSeen,
        decision.violations,
        decision.rolledBack,
        new ObservedStaleness(
            decision.timelines.values().stream().flatMapToLong(Timeline::staleness)));
  }

  private static long firstFenceAfter(Rollback rollback, History history) {
    return history.transactions().stream()
        .filter(one -> one.begin() >= rollback.up())
        .mapToLong(Transaction::applied)
        .min()
        .orElse(Transaction.NEVER);
  }

  private void check(Read read) {
    read.seen()
        .forEach(
            (place, seen) -> {
              for (Row row : rowsToCheck(place, seen.keySet())) {
                rowsSeen++;
                check(read, place, row, seen.getOrDefault(row, Place.NOTHING));
              }
            });
  }

  /** What the place shows, and if it is whole also what it does not show. */
  private Set<Row> rowsToCheck(Place place, Set<Row> seen) {
    if (!place.isWhole()) {
      return seen;
    }
    Set<Row> candidates = rowsOf.computeIfAbsent(place, this::rowsEverIn);
    if (candidates.containsAll(seen)) {
      return candidates;
    }
    Set<Row> all = new LinkedHashSet<>(candidates);
    all.addAll(seen);
    return all;
  }

  private Set<Row> rowsEverIn(Place place) {
    Set<Row> rows = new LinkedHashSet<>();
    timelines.forEach(
        (row, timeline) -> {
          if (timeline.isEverIn(place)) {
            rows.add(row);
          }
        });
    return rows;
  }

  private void check(Read read, Place place, Row row, long seen) {
    @Nullable Timeline timeline = timelines.get(row);
    if (timeline == null) {
      report(new Violation(read, row, seen, Place.NOTHING, read.begin()));
      return;
    }
    int floor = timeline.floor(read.begin());
    int found = timeline.lastShowing(place, seen, read.end());
    if (found >= Timeline.BEFORE_ALL) {
      timeline.read(found, read.begin());
    }
    if (found < floor || found < Timeline.BEFORE_ALL) {
      report(
          floor == Timeline.BEFORE_ALL
              ? new Violation(read, row, seen, Place.NOTHING, read.begin())
              : new Violation(
                  read, row, seen, timeline.change(floor).version(), timeline.applied(floor)));
    }
  }

  private void report(Violation violation) {
    Read read = violation.read();
    boolean excused =
        uncertain.stream().anyMatch(gap -> read.begin() <= gap.up() && read.end() >= gap.begin());
    (excused ? rolledBack : violations).add(violation);
  }
}
