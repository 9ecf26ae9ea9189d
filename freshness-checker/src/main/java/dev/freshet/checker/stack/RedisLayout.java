package dev.freshet.checker.stack;

import java.util.Locale;

/** Which Redis servers the services have. */
public enum RedisLayout {
  /** One server. */
  SINGLE,

  /** A master and a replica, and a Sentinel, by which all services find the master. */
  SENTINEL;

  /** What the command line calls it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
