package dev.freshet.invalidator.capture;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the capture is, for health and metrics. Thread-safe. */
final class CaptureStatus {

  private static final Logger log = LoggerFactory.getLogger(CaptureStatus.class);

  private final AtomicLong appliedLsn = new AtomicLong();
  private final AtomicLong retainedBytes = new AtomicLong();
  private final AtomicLong failedBatches = new AtomicLong();
  private volatile CaptureState state = CaptureState.WAITING;
  private volatile Optional<String> problem = Optional.empty();

  CaptureState state() {
    return state;
  }

  /**
   * The one way to change the state.
   *
   * @throws IllegalStateException if the present state does not lead there
   */
  synchronized void become(CaptureState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(state + " does not lead to " + next);
    }
    log.debug("{} -> {}", state, next);
    state = next;
  }

  /** What keeps changes from being applied now. */
  Optional<String> problem() {
    return problem;
  }

  /** Says what keeps changes from being applied; logged when it is news. */
  void problem(String what) {
    Optional<String> now = Optional.of(what);
    if (!now.equals(problem)) {
      log.warn("Not applying changes, trying again: {}", what);
    }
    problem = now;
  }

  /** Says why a batch has failed, which is tried again; logged when it is news. */
  void batchFailed(String why) {
    failedBatches.incrementAndGet();
    problem(why);
  }

  /** How many tries to apply a batch have failed. */
  long failedBatches() {
    return failedBatches.get();
  }

  /** Says what is waited for without there being a problem; logged when it is news. */
  void standBy(String what) {
    if (state != CaptureState.STANDBY) {
      become(CaptureState.STANDBY);
      log.info("Standing by: {}", what);
    }
    problem = Optional.empty();
  }

  void noProblem() {
    if (problem.isPresent()) {
      log.info("Applying changes again");
      problem = Optional.empty();
    }
  }

  /** Up to where in the write-ahead log everything is applied and acknowledged; 0 if unknown. */
  long appliedLsn() {
    return appliedLsn.get();
  }

  void applied(long lsn) {
    appliedLsn.set(lsn);
  }

  /** Bytes of write-ahead log that the slot keeps the server from removing. */
  long retainedBytes() {
    return retainedBytes.get();
  }

  void retained(long bytes) {
    retainedBytes.set(bytes);
  }
}
