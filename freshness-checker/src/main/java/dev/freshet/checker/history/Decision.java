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
 * later one; for a row that is gone, or not on the page any more, a later one is one in which it is
 * not. What is in doubt (a commit whose answer was lost, a fence that was lost with Redis) requires
 * nothing, but may be found.
 */
public final class Decision {

  private final Map<Row, Timeline> timelines = new HashMap<>();
  private final Map<Page, Set<Row>> rowsOf = new HashMap<>();
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
    for (Row row : rowsToCheck(read)) {
      rowsSeen++;
      check(read, row, timelines.get(row));
    }
  }

  /** What the page shows, and if it is whole also what it does not show. */
  private Set<Row> rowsToCheck(Read read) {
    if (!read.page().isWhole()) {
      return read.seen().keySet();
    }
    Set<Row> candidates = rowsOf.computeIfAbsent(read.page(), this::rowsEverOn);
    if (candidates.containsAll(read.seen().keySet())) {
      return candidates;
    }
    Set<Row> all = new LinkedHashSet<>(candidates);
    all.addAll(read.seen().keySet());
    return all;
  }

  private Set<Row> rowsEverOn(Page page) {
    Set<Row> rows = new LinkedHashSet<>();
    timelines.forEach(
        (row, timeline) -> {
          if (timeline.isEverOn(page)) {
            rows.add(row);
          }
        });
    return rows;
  }

  private void check(Read read, Row row, @Nullable Timeline timeline) {
    long seen = read.seen(row);
    if (timeline == null) {
      report(new Violation(read, row, seen, Page.NOTHING, read.begin()));
      return;
    }
    int floor = timeline.floor(read.begin());
    int found = timeline.lastShowing(read.page(), seen, read.end());
    if (found >= Timeline.BEFORE_ALL) {
      timeline.read(found, read.begin());
    }
    if (found < floor || found < Timeline.BEFORE_ALL) {
      report(
          floor == Timeline.BEFORE_ALL
              ? new Violation(read, row, seen, Page.NOTHING, read.begin())
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
