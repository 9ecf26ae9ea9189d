package dev.freshet.invalidator.capture;

import dev.freshet.invalidation.Batch;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidator.capture.engine.Position;
import dev.freshet.invalidator.capture.postgres.Origin;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.Watermark;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.replication.LogSequenceNumber;

/** How far one run has come, and where it runs. Used by one thread at a time. */
final class Progress {

  private final String slot;
  private final String instance;
  private final Origin origin;
  private final String nodes;
  private final MaintainedKinds kinds;
  private final String run = UUID.randomUUID().toString();
  private long lsn;
  private Optional<Instant> lastCommit = Optional.empty();
  private Optional<Instant> completeUntil = Optional.empty();

  /**
   * The progress of a run that begins.
   *
   * @param instance this invalidator's name
   * @param nodes stands for the Redis servers
   * @param kinds that are maintained
   * @param start up to where everything is applied already
   */
  Progress(
      String slot,
      String instance,
      Origin origin,
      String nodes,
      MaintainedKinds kinds,
      LogSequenceNumber start) {
    this.slot = slot;
    this.instance = instance;
    this.origin = origin;
    this.nodes = nodes;
    this.kinds = kinds;
    this.lsn = start.asLong();
  }

  /**
   * Takes in a batch, and the position behind it, if it has one: where it is once that is applied.
   */
  void reaches(Batch batch, Optional<Position> position) {
    position.ifPresent(reached -> lsn = Math.max(lsn, reached.lsn()));
    batch.lastCommit().ifPresent(commit -> lastCommit = Optional.of(commit));
  }

  /** Everything that was committed by then is applied. */
  void complete(Instant until) {
    completeUntil = Optional.of(until);
  }

  Origin origin() {
    return origin;
  }

  /** Up to where everything is applied. */
  long lsn() {
    return lsn;
  }

  Checkpoint checkpoint() {
    Watermark watermark =
        new Watermark(
            LogSequenceNumber.valueOf(lsn).asString(),
            lastCommit,
            slot,
            origin.systemIdentifier(),
            origin.timeline(),
            instance,
            completeUntil,
            Optional.empty());
    return new Checkpoint(watermark, origin.tables(), nodes, kinds, run);
  }
}
