package dev.freshet.invalidator.invalidation;

import java.util.Locale;

/** What a change did. */
public enum Operation {
  INSERT,
  UPDATE,
  DELETE,
  TRUNCATE;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
