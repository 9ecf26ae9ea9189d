package dev.freshet.cache.near;

import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.Distrust;
import dev.freshet.keys.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trusts Redis only while this process has a lease: then the invalidator deletes in the same Redis,
 * and lets no fence pass without waiting for this process, or for the end of its lease. So a Redis
 * that has come back with an older state, or that was replaced and goes on, is not trusted.
 * Thread-safe; {@link #report} is called by one thread.
 */
public final class LeasedTrust implements CacheTrust {

  private static final Logger log = LoggerFactory.getLogger(LeasedTrust.class);

  /** Looks in a row that may find no lease without a warning, as after a start. */
  private static final int SILENT_LOOKS = 3;

  private final CacheTrust trust;
  private final NearCache near;
  private int looks;

  /**
   * @param trust that must hold as well
   */
  public LeasedTrust(CacheTrust trust, NearCache near) {
    this.trust = trust;
    this.near = near;
  }

  @Override
  public boolean holds() {
    return near.isInvalidated() && trust.holds();
  }

  @Override
  public Distrust reason() {
    return trust.holds() ? Distrust.NO_LEASE : trust.reason();
  }

  @Override
  public boolean covers(Kind kind) {
    return trust.covers(kind);
  }

  /**
   * Says once that there is no lease, and once that there is one again; to be called each second.
   */
  public void report() {
    boolean isWarned = looks > SILENT_LOOKS;
    if (near.isInvalidated()) {
      looks = 0;
      if (isWarned) {
        log.info("The invalidator waits for this process again: cached values are returned again");
      }
    } else if (!isWarned) {
      looks++;
      if (looks > SILENT_LOOKS) {
        log.warn(
            "This process has no lease of the invalidator's, as freshet.near.strict demands: every"
                + " read goes to the database");
      }
    }
  }
}
