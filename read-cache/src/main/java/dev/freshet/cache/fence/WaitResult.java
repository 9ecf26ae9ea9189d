package dev.freshet.cache.fence;

import java.util.Locale;

/** How a write's wait ended. */
enum WaitResult {
  /** Everything is applied. */
  APPLIED,
  /** Not within the limit. */
  TIMEOUT,
  /** Nobody streams changes, or waiting is switched off. */
  SKIPPED,
  /** Redis cannot be asked. */
  FAILED;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
