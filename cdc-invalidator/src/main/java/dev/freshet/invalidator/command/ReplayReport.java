package dev.freshet.invalidator.command;

import dev.freshet.invalidation.recording.RecordedChange;
import dev.freshet.invalidation.replay.Replay;
import dev.freshet.invalidation.replay.Replayed;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.rules.RowChange;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Replays transaction by transaction, long ones in portions, and prints what was deleted. */
final class ReplayReport {

  private static final int PORTION = 2_000;

  private final Replay replay;
  private final PrintWriter out;
  private final List<RowChange> pending = new ArrayList<>();
  private long changes;
  private long keys;
  private long found;
  private long purges;

  ReplayReport(Replay replay, PrintWriter out) {
    this.replay = replay;
    this.out = out;
  }

  void add(RecordedChange recorded) throws InterruptedException {
    pending.add(recorded.change());
    if (recorded.last() || pending.size() == PORTION) {
      apply();
    }
  }

  /** Replays what there is of a transaction that was cut off, too: it was committed. */
  void end() throws InterruptedException {
    if (!pending.isEmpty()) {
      apply();
    }
    out.printf(
        "%d changes: %d keys deleted, %d of them were there; %d purges%n",
        changes, keys, found, purges);
  }

  private void apply() throws InterruptedException {
    RowChange first = pending.get(0);
    out.printf(
        "transaction %d, committed %s, %d changes%n",
        first.xid(), first.committedAt(), pending.size());
    Replayed replayed = replay.apply(pending);
    replayed.deleted().stream()
        .sorted(Comparator.comparing(CacheKey::name))
        .forEach(key -> out.println("  " + key));
    replayed
        .purged()
        .forEach(
            (cause, kinds) -> out.println("  every " + names(kinds) + " (" + cause.tag() + ")"));
    changes += pending.size();
    keys += replayed.deleted().size();
    found += replayed.found();
    purges += replayed.purged().size();
    pending.clear();
  }

  private static String names(Set<Kind> kinds) {
    return kinds.stream().map(Kind::name).sorted().collect(Collectors.joining(", "));
  }
}
