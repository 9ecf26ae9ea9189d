package dev.freshet.invalidation;

import java.util.Locale;

/** Why values were deleted that no change is known to have made wrong. */
public enum PurgeCause {
  /** A table was truncated. */
  TRUNCATE,
  /** An update or a delete of a product came without what summaries showed of the row. */
  IMAGE,
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

  /** Its name in metrics and logs, such as {@code truncate}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
