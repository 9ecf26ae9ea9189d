package dev.freshet.keys;

/**
 * The Redis key of one cached value.
 *
 * @param name the key as Redis knows it, such as {@code product:42}
 */
public record CacheKey(Kind kind, String name) {

  private static final String LEASE_START = "{";
  private static final String LEASE_END = "}:lock";

  /**
   * The key of this key's lease. The braces are literal: Redis Cluster hashes only what is between
   * them, so both keys share a slot and one script may use both.
   */
  public String lease() {
    return leaseOf(name);
  }

  /** The lease's key, of the value's; of a glob for names, one for their leases. */
  public static String leaseOf(String name) {
    return LEASE_START + name + LEASE_END;
  }

  /** The name of the value that a lease is for, of the lease's own name. */
  public static String leased(String lease) {
    return lease.substring(LEASE_START.length(), lease.length() - LEASE_END.length());
  }

  @Override
  public String toString() {
    return name;
  }
}
