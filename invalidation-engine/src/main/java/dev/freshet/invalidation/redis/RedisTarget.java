package dev.freshet.invalidation.redis;

import dev.freshet.invalidation.InvalidationListener;
import dev.freshet.invalidation.InvalidationMetrics;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.invalidation.near.NearCopies;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import dev.freshet.rules.Rules;
import dev.freshet.rules.listings.ListingIndex;
import dev.freshet.rules.listings.RegistryStream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;

/**
 * A Redis that changes are applied to without a database. Nothing waits until commits are visible,
 * so a reader that loads meanwhile may fill a value from before them: it is for tests.
 */
public final class RedisTarget implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MOST_LOST = 20;
  private static final Duration CONNECT_POLL = Duration.ofMillis(5);

  private final Rules rules;
  private final RedisConnection connection;
  private final RedisCache cache;

  private RedisTarget(RedisConnection connection, Rules rules) {
    this.rules = rules;
    this.connection = connection;
    this.cache = new RedisCache(connection, rules.namespace());
  }

  /**
   * Connects, within seconds.
   *
   * @param uri as in {@link RedisSettings}
   * @param rules by which changes are applied
   * @throws IllegalArgumentException if this is no way to reach a Redis
   * @throws CacheException if Redis does not answer, or not to this user
   */
  public static RedisTarget connect(String uri, Rules rules) throws InterruptedException {
    RedisTarget target =
        new RedisTarget(RedisConnection.open(new RedisSettings(uri, TIMEOUT, TIMEOUT)), rules);
    try {
      while (!target.connection.isConnected() && target.connection.connectFailure().isEmpty()) {
        Thread.sleep(CONNECT_POLL.toMillis());
      }
      target.awaitAnswer();
      return target;
    } catch (RuntimeException | InterruptedException e) {
      target.close();
      throw e;
    }
  }

  /** A connection that is lost as soon as it is made is made again. */
  private void awaitAnswer() throws InterruptedException {
    for (int lost = 0; ; lost++) {
      try {
        cache.ping();
        return;
      } catch (CacheException e) {
        if (lost == MOST_LOST || connection.connectFailure().isPresent()) {
          throw e;
        }
        Thread.sleep(CONNECT_POLL.toMillis());
      }
    }
  }

  /**
   * An invalidator that takes the registry of pages as it finds it for complete, and refuses no
   * page. So it neither purges for a young registry nor tells readers to register less.
   *
   * @param visibility what it asks the database
   * @throws CacheException if the registry cannot be read
   */
  public Invalidator invalidator(InvalidationListener listener, CommitVisibility visibility)
      throws InterruptedException {
    ListingIndex listings =
        new ListingIndex(
            cache, Integer.MAX_VALUE, () -> {}, rules.tagIndex(why -> {}), rules.listedPages());
    listings.refresh();
    listings.presumeComplete();
    return new Invalidator(
        rules,
        visibility,
        cache,
        listings,
        new InvalidationMetrics(new SimpleMeterRegistry(), Clock.systemUTC(), rules.kinds()),
        System::nanoTime,
        listener,
        NearCopies.NONE);
  }

  /** The registry of pages. */
  public RegistryStream registry() {
    return cache;
  }

  @Override
  public void close() {
    connection.close();
  }
}
