package dev.freshet.invalidator.capture;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What the capture is doing. */
enum CaptureState {
  /** PostgreSQL or Redis does not answer yet, or is not set up yet. */
  WAITING,
  /** Another invalidator streams; this one takes over when that one is gone. */
  STANDBY,
  /** Looking after the slot, starting the engine. */
  STARTING,
  /** Changes arrive and are applied. */
  STREAMING,
  /** A run has ended; the next one begins after a pause. */
  BACKING_OFF,
  /** Ending because it was asked to. */
  STOPPING,
  STOPPED,
  /** Ended because of something that trying again does not mend. */
  FAILED;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean mayBecome(CaptureState next) {
    return next().contains(next);
  }

  private Set<CaptureState> next() {
    return switch (this) {
      case WAITING -> EnumSet.of(STANDBY, STARTING, STOPPING, FAILED);
      case STANDBY -> EnumSet.of(WAITING, STARTING, STOPPING, FAILED);
      case STARTING -> EnumSet.of(STREAMING, BACKING_OFF, STOPPING, FAILED);
      case STREAMING -> EnumSet.of(BACKING_OFF, STOPPING, FAILED);
      case BACKING_OFF -> EnumSet.of(WAITING, STOPPING, FAILED);
      case STOPPING -> EnumSet.of(STOPPED);
      case STOPPED, FAILED -> EnumSet.noneOf(CaptureState.class);
    };
  }
}
