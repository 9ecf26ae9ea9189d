package dev.freshet.invalidator.capture;

/** Why a run has ended; what trying again does not mend is thrown instead. */
sealed interface RunEnd {

  /** For people, in one line. */
  String reason();

  /** Whether the slot may not have all changes any more, or cannot be read on. */
  default boolean leavesSlotInDoubt() {
    return false;
  }

  /** Another invalidator, on a slot of its own, stores its checkpoints in this Redis. */
  record Rival(String slot) implements RunEnd {
    @Override
    public String reason() {
      return "another invalidator, on slot %s, looks after this cache. Stop it, or use another Redis"
          .formatted(slot);
    }
  }

  /** The engine did not start in time, or has failed. */
  record EngineFailed(String reason) implements RunEnd {}

  /** Again and again the engine fails at a change, which is to be skipped. */
  record Stuck(String reason) implements RunEnd {
    @Override
    public boolean leavesSlotInDoubt() {
      return true;
    }
  }

  /** While the engine started, another slot took the place of the one that was looked at. */
  record SlotReplaced() implements RunEnd {
    @Override
    public String reason() {
      return "the replication slot was replaced";
    }

    @Override
    public boolean leavesSlotInDoubt() {
      return true;
    }
  }

  /** The next run finds out what became of the slot. */
  record SlotLeft() implements RunEnd {
    @Override
    public String reason() {
      return "the replication slot is gone, lost, or no longer streamed from";
    }
  }

  /** What the log brings may be another thing from now on. */
  record Altered() implements RunEnd {
    @Override
    public String reason() {
      return "the publication or one of its tables was altered";
    }
  }

  /** Redis, or who writes to it, is another. */
  record Discontinuity(String reason) implements RunEnd {}

  /** PostgreSQL could not be asked for a while. */
  record Blind(String reason) implements RunEnd {}
}
