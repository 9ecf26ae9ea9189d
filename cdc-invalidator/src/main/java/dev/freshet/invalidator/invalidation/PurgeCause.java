package dev.freshet.invalidator.invalidation;

import java.util.Locale;

/** Why values were deleted that no change is known to have made wrong. */
public enum PurgeCause {
  /** A table was truncated. */
  TRUNCATE,
  /** An update or a delete of a product came without the row as it was. */
  IMAGE,
  /** A change could not be understood. */
  POISON,
  /** Registrations of listings may have been lost. */
  REGISTRY,
  /** The replication slot is new: changes may have been missed. */
  SLOT;

  /** Its name in metrics and logs, such as {@code truncate}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
