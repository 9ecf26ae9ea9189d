package dev.freshet.invalidation.replay;

import dev.freshet.invalidation.Batch;
import dev.freshet.invalidation.InvalidationListener;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.Looks;
import dev.freshet.invalidation.PurgeCause;
import dev.freshet.invalidation.redis.RedisTarget;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Lookups;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Applies changes to a Redis, by the same rules and with the same deletions as the service, but
 * without waiting for a database. Not thread-safe.
 *
 * <p>It differs from the service in this: it does not wait until commits are visible, since the
 * changes may come from elsewhere, so a reader that loads meanwhile may fill a value from before
 * them; and it takes the registry of pages as it finds it for complete, so that it deletes those
 * listings and category pages that are registered, and not all of them because the registry is
 * young. It is for tests.
 */
public final class Replay implements AutoCloseable {

  private final RedisTarget redis;
  private final Rules rules;
  private final Invalidator invalidator;
  private final Deletions deletions = new Deletions();

  /** What answers look-ups. */
  private Lookups database = Lookups.NONE;

  private Replay(RedisTarget redis, Rules rules) throws InterruptedException {
    this.redis = redis;
    this.rules = rules;
    this.invalidator =
        redis.invalidator(
            deletions,
            CommitVisibility.assumed((lookups, maxFanout) -> database.lookUp(lookups, maxFanout)));
  }

  /**
   * Connects to a Redis.
   *
   * @param redisUri such as {@code redis://localhost:6379}; also Sentinel and Cluster
   * @param rules by which changes are applied
   * @throws IllegalArgumentException if this is no way to reach a Redis
   * @throws dev.freshet.invalidation.cache.CacheException if Redis does not answer
   */
  public static Replay to(String redisUri, Rules rules) throws InterruptedException {
    RedisTarget redis = RedisTarget.connect(redisUri, rules);
    try {
      return new Replay(redis, rules);
    } catch (RuntimeException | InterruptedException e) {
      redis.close();
      throw e;
    }
  }

  /** As {@link #apply(List, Rules, Lookups)}, without answers. */
  public Replayed apply(List<RowChange> changes) throws InterruptedException {
    return apply(changes, rules, Lookups.NONE);
  }

  /**
   * Applies changes together, in this order. To apply them again is harmless. Kinds of which a
   * look-up is not answered are purged.
   *
   * @param known the rules, with what the database knows that answers
   * @param answering look-ups
   * @throws dev.freshet.invalidation.cache.CacheException if Redis does not do it
   */
  public Replayed apply(List<RowChange> changes, Rules known, Lookups answering)
      throws InterruptedException {
    deletions.clear();
    database = answering;
    // What the keys are written with may be another by now, and no change here needs to tell.
    invalidator.follow(known, Optional.empty());
    Batch batch = invalidator.newBatch();
    changes.forEach(batch::add);
    Looks unused = invalidator.apply(batch);
    return deletions.replayed();
  }

  @Override
  public void close() {
    redis.close();
  }

  private static final class Deletions implements InvalidationListener {

    private final Set<CacheKey> keys = new HashSet<>();
    private final Map<PurgeCause, Set<Kind>> purges = new EnumMap<>(PurgeCause.class);
    private long found;

    @Override
    public void deleted(Collection<CacheKey> deleted, Map<Kind, Long> foundByKind) {
      keys.addAll(deleted);
      found += foundByKind.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void purged(Map<PurgeCause, Set<Kind>> kinds) {
      kinds.forEach(
          (cause, purged) -> purges.computeIfAbsent(cause, any -> new TreeSet<>()).addAll(purged));
    }

    void clear() {
      keys.clear();
      purges.clear();
      found = 0;
    }

    Replayed replayed() {
      return new Replayed(keys, found, purges);
    }
  }
}
