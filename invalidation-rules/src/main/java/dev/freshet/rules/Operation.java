package dev.freshet.rules;

import java.util.Locale;

/** What a change did. */
public enum Operation {
  INSERT,
  UPDATE,
  DELETE,
  TRUNCATE;

  /** Its name in metrics and recordings, such as {@code insert}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
