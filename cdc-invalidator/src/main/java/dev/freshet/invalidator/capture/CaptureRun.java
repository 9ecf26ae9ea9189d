package dev.freshet.invalidator.capture;

import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.PurgeCause;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidator.capture.engine.ChangeReader;
import dev.freshet.invalidator.capture.engine.Engine;
import dev.freshet.invalidator.capture.engine.EngineConfig;
import dev.freshet.invalidator.capture.failure.Failures;
import dev.freshet.invalidator.capture.failure.StuckRuns;
import dev.freshet.invalidator.capture.failure.UnmendableException;
import dev.freshet.invalidator.capture.postgres.ConnectedHost;
import dev.freshet.invalidator.capture.postgres.Origin;
import dev.freshet.invalidator.capture.postgres.Origins;
import dev.freshet.invalidator.capture.postgres.ReplicationSlot;
import dev.freshet.invalidator.capture.postgres.ServerCheck.Ready;
import dev.freshet.invalidator.capture.postgres.SlotState;
import dev.freshet.invalidator.capture.settings.CaptureSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * From a look at the slot to the end of one engine. Used by one thread.
 *
 * <p>Debezium would silently make a slot that it does not find, and would wait half an hour for one
 * that the server gave up, so the slot is looked after here: before the engine starts, before its
 * first batch is let through, and all the time that it runs.
 */
final class CaptureRun {

  private static final Logger log = LoggerFactory.getLogger(CaptureRun.class);

  private static final Duration LOOK_STARTING = Duration.ofMillis(50);
  private static final Duration LOOK_STREAMING = Duration.ofSeconds(1);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration BLIND_LIMIT = Duration.ofSeconds(10);

  /** One that streams writes a checkpoint at least every second. */
  private static final Duration RIVAL_SILENCE = Duration.ofSeconds(2);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(45);

  private final DataSource dataSource;
  private final ReplicationSlot slot;
  private final EngineConfig config;
  private final CaptureSettings settings;
  private final Invalidator invalidator;
  private final Origins origins;
  private final JdbcClient database;
  private final CaptureStatus status;
  private final StuckRuns stuckRuns = new StuckRuns();

  private Optional<Settled> settled = Optional.empty();

  /** Where the changes came from that were applied last. */
  private Optional<Origin> followed = Optional.empty();

  /** How the last run has ended that looked at the slot. */
  private Optional<RunEnd> lastEnd = Optional.empty();

  CaptureRun(
      DataSource dataSource,
      ReplicationSlot slot,
      EngineConfig config,
      CaptureSettings settings,
      Invalidator invalidator,
      Origins origins,
      JdbcClient database,
      CaptureStatus status) {
    this.dataSource = dataSource;
    this.slot = slot;
    this.config = config;
    this.settings = settings;
    this.invalidator = invalidator;
    this.origins = origins;
    this.database = database;
    this.status = status;
  }

  /**
   * Streams until something fails.
   *
   * @param ready of which was found that no change can be missed
   * @throws UnmendableException if starting again does not mend it
   */
  RunEnd run(Ready ready) throws SQLException, InterruptedException {
    Origin origin = ready.origin();
    String nodes = invalidator.nodes();
    Optional<Checkpoint> last = invalidator.checkpoint();
    if (isRivalAlive(last)) {
      return new RunEnd.Rival(last.map(rival -> rival.watermark().slot()).orElseThrow());
    }
    invalidator.follow(ready.rules(), last);
    SlotState found = prepareSlot(last, origin, nodes);
    Progress progress =
        new Progress(
            slot.name(),
            settings.instance(),
            origin,
            nodes,
            invalidator.maintained(),
            LogSequenceNumber.valueOf(found.confirmed()));
    ChangeHandler handler =
        new ChangeHandler(
            invalidator,
            new ChangeReader(config.placeholder(), origin.identities(), origin.relations()),
            progress,
            new LogMarks(database, settings.heartbeatInterval()),
            status,
            settings.pauses());
    Engine engine =
        Engine.start(config.properties(ConnectedHost.of(dataSource), origin.relations()), handler);
    RunEnd end;
    try {
      Optional<RunEnd> early = awaitActive(engine, found);
      end = early.isPresent() ? early.get() : stream(engine, handler, progress, last);
    } finally {
      close(engine, handler);
    }
    RunEnd certain = ended(engine, progress, end);
    lastEnd = Optional.of(certain);
    return certain;
  }

  private RunEnd stream(
      Engine engine, ChangeHandler handler, Progress progress, Optional<Checkpoint> last)
      throws InterruptedException {
    settled = Optional.empty();
    invalidator.begin(progress.checkpoint(), last);
    status.applied(progress.lsn());
    followed = Optional.of(progress.origin());
    handler.open();
    status.become(CaptureState.STREAMING);
    status.noProblem();
    log.info("Streaming from replication slot {}", slot.name());
    return watch(engine, handler, progress.origin());
  }

  /** What an engine has failed of is certain only after its end. */
  private RunEnd ended(Engine engine, Progress progress, RunEnd end) {
    Optional<String> unreadable = engine.unreadable();
    String reason = unreadable.orElse(end.reason());
    if (stuckRuns.add(unreadable.isPresent(), progress.lsn())) {
      log.error("A change cannot be read, so all up to now are skipped: {}", reason);
      return new RunEnd.Stuck(reason);
    }
    return unreadable.isPresent() && !end.leavesSlotInDoubt()
        ? new RunEnd.EngineFailed(reason)
        : end;
  }

  /** Two that follow different slots would each take the other's checkpoints for a loss. */
  private boolean isRivalAlive(Optional<Checkpoint> last) throws InterruptedException {
    if (last.filter(checkpoint -> !checkpoint.watermark().slot().equals(slot.name())).isEmpty()) {
      return false;
    }
    Thread.sleep(RIVAL_SILENCE.toMillis());
    return !invalidator.checkpoint().equals(last);
  }

  /** Returns the slot once nothing that was missed can be in the cache any more. */
  private SlotState prepareSlot(Optional<Checkpoint> last, Origin origin, String nodes)
      throws SQLException, InterruptedException {
    Optional<SlotState> found = slot.find();
    if (found.isPresent() && !found.get().usable()) {
      throw new UnmendableException(
          "PostgreSQL: replication slot %s is not one of pgoutput in this database. Set another freshet.capture.slot"
              .formatted(slot.name()));
    }
    Set<PurgeCause> causes = Gaps.between(last, found, origin, nodes);
    if (found.isPresent() && (found.get().lost() || isInDoubt())) {
      causes.add(PurgeCause.SLOT_LOST);
      slot.drop();
      found = Optional.empty();
    }
    lastEnd = Optional.empty();
    Settled situation =
        new Settled(last, origin, nodes, found.map(SlotState::confirmed).orElse(""));
    boolean isSettled = found.isPresent() && settled.filter(situation::equals).isPresent();
    if (!causes.isEmpty() && !isSettled) {
      log.warn("Changes may have been missed, purging the cache: {}", causes);
    }
    if (found.isEmpty()) {
      slot.create(() -> invalidator.purgeAll(causes), status::problem);
      found = slot.find();
    } else if (!causes.isEmpty() && !isSettled) {
      purge(causes, last, origin, found.get());
    }
    SlotState ready = found.orElseThrow(() -> new IllegalStateException("the slot has vanished"));
    settled = Optional.of(new Settled(last, origin, nodes, ready.confirmed()));
    return ready;
  }

  private boolean isInDoubt() {
    return lastEnd.filter(RunEnd::leavesSlotInDoubt).isPresent();
  }

  private void purge(
      Set<PurgeCause> causes, Optional<Checkpoint> last, Origin origin, SlotState found)
      throws InterruptedException {
    if (causes.equals(EnumSet.of(PurgeCause.REDIS)) && isApplied(found, last, origin)) {
      invalidator.purgeApplied(causes);
    } else {
      invalidator.purgeAll(causes);
    }
  }

  /** Whether all that the slot will not bring any more is known to have been applied once. */
  private boolean isApplied(SlotState found, Optional<Checkpoint> last, Origin origin) {
    long confirmed = LogSequenceNumber.valueOf(found.confirmed()).asLong();
    boolean byLast =
        last.map(checkpoint -> LogSequenceNumber.valueOf(checkpoint.watermark().lsn()).asLong())
            .filter(lsn -> confirmed <= lsn)
            .isPresent();
    boolean byThisProcess =
        followed
                .filter(old -> origin.isSameServer(old.systemIdentifier(), old.timeline()))
                .isPresent()
            && confirmed <= status.appliedLsn();
    return byLast || byThisProcess;
  }

  /** Waits until the engine streams from the very slot that was found before it started. */
  private Optional<RunEnd> awaitActive(Engine engine, SlotState before)
      throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<String> end = engine.awaitEnd(LOOK_STARTING);
      if (end.isPresent()) {
        return end.map(RunEnd.EngineFailed::new);
      }
      Optional<SlotState> now = slot.find();
      if (now.isEmpty() || !now.get().confirmed().equals(before.confirmed())) {
        return Optional.of(new RunEnd.SlotReplaced());
      }
      if (now.get().active()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new RunEnd.EngineFailed(
            "the engine did not start within " + START_LIMIT.toSeconds() + " s"));
  }

  private RunEnd watch(Engine engine, ChangeHandler handler, Origin origin)
      throws InterruptedException {
    long seen = System.nanoTime();
    while (true) {
      Optional<String> end = engine.awaitEnd(LOOK_STREAMING);
      if (end.isPresent()) {
        return new RunEnd.EngineFailed(end.get());
      }
      handler.unmendable().ifPresent(CaptureRun::giveUp);
      if (handler.discontinuity().isPresent()) {
        return new RunEnd.Discontinuity(handler.discontinuity().get());
      }
      try {
        Optional<SlotState> now = slot.find();
        if (now.isEmpty() || now.get().lost() || !now.get().active()) {
          return new RunEnd.SlotLeft();
        }
        if (!origins.now().equals(origin)) {
          return new RunEnd.Altered();
        }
        status.retained(now.get().retainedBytes());
        seen = System.nanoTime();
      } catch (DataAccessException e) {
        if (System.nanoTime() - seen > BLIND_LIMIT.toNanos()) {
          return new RunEnd.Blind(Failures.line(e));
        }
      }
    }
  }

  private static void giveUp(String remedy) {
    throw new UnmendableException(remedy);
  }

  /** The next run must find the invalidator idle, or both would use it. */
  private static void close(Engine engine, ChangeHandler handler) throws InterruptedException {
    if (!engine.close(CLOSE_LIMIT)) {
      log.warn("The engine did not end within {} s", CLOSE_LIMIT.toSeconds());
    }
    while (!handler.close(CLOSE_LIMIT)) {
      log.warn("The last batch did not end within {} s", CLOSE_LIMIT.toSeconds());
    }
  }

  /**
   * What a run has purged for that has not come to its first checkpoint. As long as it is the same,
   * the slot has all changes since that purge, so that the next run need not purge again.
   */
  private record Settled(
      Optional<Checkpoint> last, Origin origin, String nodes, String confirmed) {}
}
