package dev.freshet.testkit;

import dev.freshet.invalidation.redis.RedisTarget;
import dev.freshet.invalidation.replay.Replay;
import dev.freshet.invalidation.replay.Replayed;
import dev.freshet.invalidation.visibility.Lookups;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.local.Closer;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableName;
import dev.freshet.rules.explanation.Explanation;
import dev.freshet.rules.explanation.RegisteredPages;
import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Applies changes that no database has, and tells what they deleted. Not thread-safe. */
final class Rehearsal implements AutoCloseable {

  private static final TableName PRODUCTS = TableName.of("products");

  private final Rules rules;
  private final CacheClient cache;
  private final RedisTarget redis;
  private final Replay replay;
  private final Closer closer;
  private StreamId begin = new StreamId(0, 0);

  private Rehearsal(
      Rules rules, CacheClient cache, RedisTarget redis, Replay replay, Closer closer) {
    this.rules = rules;
    this.cache = cache;
    this.redis = redis;
    this.replay = replay;
    this.closer = closer;
  }

  /**
   * Connects.
   *
   * @param rules with what the database knows
   * @param database what look-ups ask
   */
  static Rehearsal connect(String redisUri, CacheClient cache, Rules rules, Lookups database) {
    try {
      return Closer.opening(
          closer -> {
            RedisTarget redis = closer.add(RedisTarget.connect(redisUri, rules));
            Replay replay = closer.add(Replay.to(redisUri, rules, database));
            return new Rehearsal(rules, cache, redis, replay, closer);
          });
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  /**
   * Empties the cache and forgets all pages. The invalidator's registry stays, or the invalidator
   * would take it for lost and purge; so what stands in it from other tests is passed over.
   */
  void reset() {
    List<RowChange> all = new ArrayList<>();
    rules.tables().forEach(table -> all.add(Changes.truncated(table.toString()).toRowChange()));
    if (rules.tables().contains(PRODUCTS) && !rules.pages().isEmpty()) {
      // It makes the index read the registry up to here; the purge then forgets it all.
      all.add(Changes.productCreated(1).toRowChange());
    }
    try {
      Replayed unused = replay.apply(all);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
    begin = cache.lastRegistration();
  }

  /** Applies changes transaction by transaction. */
  Invalidations apply(List<List<RowChange>> transactions) {
    RegistryStream registry = new PagesSince(redis.registry(), begin);
    Set<CacheKey> deleted = new HashSet<>();
    Set<Kind> purged = new TreeSet<>();
    try {
      RegisteredPages pages = RegisteredPages.readFrom(registry, rules);
      for (List<RowChange> transaction : transactions) {
        Replayed replayed = replay.apply(transaction);
        deleted.addAll(replayed.deleted());
        replayed.purged().values().forEach(purged::addAll);
      }
      return new Invalidations(
          deleted,
          purged,
          pages.keys(),
          transactions.stream().flatMap(List::stream).toList(),
          Explanation.by(rules, pages),
          rules);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
