package dev.freshet.keys;

import java.time.Duration;

/** How long things live, where two processes must agree on it. */
public final class Lifetimes {
  /** The longest that a cached value lives. */
  public static final Duration TTL = Duration.ofMinutes(5);

  /**
   * The largest fraction of a lifetime by which it is shortened at random, so that values which
   * were filled together do not expire together.
   */
  public static final double TTL_JITTER = 0.10;

  /** How long a lease holds: a fill that comes later is refused. */
  public static final Duration LEASE = Duration.ofSeconds(10);

  /**
   * The age after which a page's registration is dead. A page is registered after its lease was
   * taken, so it is filled at most {@link #LEASE} later and gone {@link #TTL} after that. The
   * margin of a minute covers Redis servers whose clocks disagree across a failover.
   */
  public static final Duration REGISTRATION = TTL.plus(LEASE).plus(Duration.ofMinutes(1));

  /**
   * The age up to which the registry keeps its entries. Longer than they live, by more than passes
   * between two entries: a dead one in front proves that none that lives is missing.
   */
  public static final Duration REGISTRY_ENTRY = REGISTRATION.plus(Duration.ofMinutes(2));

  /** How long it is known that a {@link FenceToken} was passed. */
  public static final Duration FENCE = Duration.ofMinutes(10);

  private Lifetimes() {}
}
