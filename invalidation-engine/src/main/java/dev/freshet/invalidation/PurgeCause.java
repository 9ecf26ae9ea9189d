package dev.freshet.invalidation;

import dev.freshet.rules.PurgeReason;
import java.util.Locale;

/** Why values were deleted that no change is known to have made wrong. */
public enum PurgeCause {
  /** A table was truncated. */
  TRUNCATE,
  /** An update or a delete came without what tells what the row was part of. */
  IMAGE,
  /** A table has changed of which the rules say that its changes purge. */
  RULE,
  /** One change led to more keys than the rules allow. */
  FANOUT,
  /** The database did not answer a look-up. */
  LOOKUP,
  /** The rules of a kind are others than the last run's. */
  RULES,
  /** A change could not be understood. */
  POISON,
  /** Registrations of listings may have been lost. */
  REGISTRY,
  /** A transaction has ended that had made changes, which may never come, before a purge. */
  LATE_END,
  /** So many changes came at once that deleting their keys one by one would cost more. */
  BACKLOG,
  /** There was no replication slot, or another than before. */
  SLOT_MISSING,
  /** The replication slot did not bring all changes any more. */
  SLOT_LOST,
  /** The database is another, or on another timeline, than the one last followed. */
  SERVER,
  /** The publication, or a table that it has, was altered. */
  TABLES,
  /** Redis has lost what it had confirmed, or may have: a server was restarted or replaced. */
  REDIS;

  static PurgeCause of(PurgeReason reason) {
    return switch (reason) {
      case TRUNCATE -> TRUNCATE;
      case IMAGE -> IMAGE;
      case RULE -> RULE;
    };
  }

  /** Its name in metrics and logs, such as {@code truncate}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
