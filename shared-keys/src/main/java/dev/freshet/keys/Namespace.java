package dev.freshet.keys;

import java.util.regex.Pattern;

/**
 * The keys that exist once for each set of rules, besides those of cached values ({@link
 * CacheKey}).
 *
 * @param name what they begin with: 1 to 32 lower-case letters, digits, {@code _} and {@code -}
 */
public record Namespace(String name) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,32}");

  /**
   * @throws IllegalArgumentException if the name is not as described
   */
  public Namespace {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a namespace: " + name);
    }
  }

  /**
   * Stream of {@link PageRegistration}s, {@link PageContent}s and {@link ShownTags}: which pages
   * may be cached, and what they show.
   */
  public String pageRegistry() {
    return name + ":list:registry";
  }

  /**
   * Exists while the invalidator knows of as many pages as it can. Shares a slot of Redis Cluster
   * with the registry.
   */
  public String pageRegistryFull() {
    return "{" + pageRegistry() + "}:full";
  }

  /** Hash: how far the invalidator has come, see {@link Watermark}. */
  public String watermark() {
    return name + ":invalidation:watermark";
  }

  /** Exists from the moment that the token is passed, for {@link Lifetimes#FENCE}. */
  public String fence(FenceToken token) {
    return name + ":invalidation:fence:" + token;
  }

  /**
   * Stream of {@link dev.freshet.keys.near.NearDeletion}s. As all keys of the near tier it shares a
   * slot of Redis Cluster with the watermark.
   */
  public String nearDeletions() {
    return near("deletions");
  }

  /** Stream of {@link dev.freshet.keys.near.NearMessage}s. */
  public String nearMembers() {
    return near("members");
  }

  /** Hash: of each session the number of the last renewal that was granted. */
  public String nearGrants() {
    return near("grants");
  }

  private String near(String part) {
    return "{" + watermark() + "}:near:" + part;
  }

  /** Lock of the one instance that warms the cache. */
  public String warmingLock() {
    return name + ":invalidation:lock";
  }

  /**
   * Which state of the cache was warmed last; deleted by no purge. Shares a slot of Redis Cluster
   * with the lock.
   */
  public String warmed() {
    return "{" + warmingLock() + "}:warmed";
  }

  /** Whether a key is, or may become, one of these. */
  public boolean isReserved(String key) {
    return key.startsWith(name + ":invalidation:") || key.equals(pageRegistry());
  }
}
