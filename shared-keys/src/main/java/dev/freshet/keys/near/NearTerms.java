package dev.freshet.keys.near;

import java.time.Duration;

/** How long a process may answer from its memory without being told again that it may. */
public final class NearTerms {

  /**
   * How long the invalidator waits for a process that it has granted a lease, counted from after it
   * has read the renewal.
   */
  public static final Duration TERM = Duration.ofMillis(500);

  /**
   * How long the process uses the lease, counted from before it has sent the renewal. Both count by
   * their own monotonic clocks: one may run faster than the other by a quarter, and still the
   * process ends first. (NTP and chrony change the rate of a clock by 8.3 % at most.)
   */
  public static final Duration USABLE = Duration.ofMillis(400);

  /** From one renewal to the next. */
  public static final Duration RENEWAL = Duration.ofMillis(125);

  /** The most keys that one {@link NearDeletion} names. */
  public static final int MOST_KEYS = 500;

  /** About how many entries the stream of {@link NearDeletion}s has at most. */
  public static final int DELETIONS_KEPT = 2_000;

  /** About how many entries the stream of {@link NearMessage}s has at most. */
  public static final int MESSAGES_KEPT = 10_000;

  /**
   * The field of the watermark's hash that is there while a process may have been granted a lease.
   */
  public static final String GRANTED = "near";

  private NearTerms() {}
}
