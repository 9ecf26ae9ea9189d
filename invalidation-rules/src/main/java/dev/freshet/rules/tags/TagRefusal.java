package dev.freshet.rules.tags;

import java.util.Locale;

/** Why a page's tags cannot be followed, so that it must not stay in the cache. */
public enum TagRefusal {
  /** There are too many, or one is no tag. */
  INVALID,
  /** No rule names one of them, so no change would have it. */
  UNKNOWN,
  /** The page's kind is not one whose keys readers register. */
  KIND,
  /** They need more memory than there is for pages. */
  FULL;

  /** Its name in metrics, such as {@code unknown}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
