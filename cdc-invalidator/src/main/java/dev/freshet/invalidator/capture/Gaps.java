package dev.freshet.invalidator.capture;

import dev.freshet.invalidation.PurgeCause;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidator.capture.postgres.Origin;
import dev.freshet.invalidator.capture.postgres.SlotState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.postgresql.replication.LogSequenceNumber;

/** Why changes, or the deletions that they led to, may have been missed between two runs. */
final class Gaps {

  private Gaps() {}

  /**
   * Compares what the last run has left with what the next one finds.
   *
   * @param last what Redis has kept of the last run, if anything
   * @param slot the replication slot, if there is one that still brings all changes
   * @param nodes stands for the Redis servers that there are now
   * @return empty if nothing can have been missed
   */
  static Set<PurgeCause> between(
      Optional<Checkpoint> last, Optional<SlotState> slot, Origin here, String nodes) {
    Set<PurgeCause> causes = EnumSet.noneOf(PurgeCause.class);
    if (slot.isEmpty()) {
      causes.add(PurgeCause.SLOT_MISSING);
    } else if (last.isEmpty()) {
      causes.add(PurgeCause.REDIS);
    }
    last.ifPresent(checkpoint -> causes.addAll(since(checkpoint, slot, here, nodes)));
    return causes;
  }

  private static Set<PurgeCause> since(
      Checkpoint last, Optional<SlotState> slot, Origin here, String nodes) {
    Set<PurgeCause> causes = EnumSet.noneOf(PurgeCause.class);
    boolean sameServer =
        here.isSameServer(last.watermark().systemIdentifier(), last.watermark().timeline());
    if (!sameServer) {
      causes.add(PurgeCause.SERVER);
    }
    if (!here.tables().equals(last.tables())) {
      causes.add(PurgeCause.TABLES);
    }
    if (!nodes.equals(last.nodes())) {
      causes.add(PurgeCause.REDIS);
    }
    slot.ifPresent(
        found -> {
          if (!found.name().equals(last.watermark().slot())) {
            causes.add(PurgeCause.SLOT_MISSING);
          } else if (sameServer && isBehind(last, found)) {
            causes.add(PurgeCause.REDIS);
          }
        });
    return causes;
  }

  /** A checkpoint is stored before its position is acknowledged. */
  private static boolean isBehind(Checkpoint checkpoint, SlotState slot) {
    LogSequenceNumber reached = LogSequenceNumber.valueOf(checkpoint.watermark().lsn());
    return reached.compareTo(LogSequenceNumber.valueOf(slot.confirmed())) < 0;
  }
}
