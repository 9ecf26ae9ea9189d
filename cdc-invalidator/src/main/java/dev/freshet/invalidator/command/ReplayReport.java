package dev.freshet.invalidator.command;

import dev.freshet.invalidation.recording.RecordedPart;
import dev.freshet.invalidation.replay.Replay;
import dev.freshet.invalidation.replay.Replayed;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;

/** Replays transaction by transaction, long ones in parts, and prints what was deleted. */
final class ReplayReport {

  private final Replay replay;
  private final Rules rules;
  private final PrintWriter out;
  private long changes;
  private long keys;
  private long found;
  private long purges;

  /**
   * @param rules with what the recorded database knew
   */
  ReplayReport(Replay replay, Rules rules, PrintWriter out) {
    this.replay = replay;
    this.rules = rules;
    this.out = out;
  }

  void end() {
    out.printf(
        "%d changes: %d keys deleted, %d of them were there; %d purges%n",
        changes, keys, found, purges);
  }

  void apply(RecordedPart part) throws InterruptedException {
    RowChange first = part.changes().get(0);
    out.printf(
        "transaction %d, committed %s, %d changes%n",
        first.xid(), first.committedAt(), part.changes().size());
    Replayed replayed = replay.apply(part.changes(), rules, part.answers());
    replayed.deleted().stream()
        .sorted(Comparator.comparing(CacheKey::name))
        .forEach(key -> out.println("  " + key));
    replayed
        .purged()
        .forEach(
            (cause, kinds) -> out.println("  every " + names(kinds) + " (" + cause.tag() + ")"));
    changes += part.changes().size();
    keys += replayed.deleted().size();
    found += replayed.found();
    purges += replayed.purged().size();
  }

  private static String names(Set<Kind> kinds) {
    return kinds.stream().map(Kind::name).sorted().collect(Collectors.joining(", "));
  }
}
