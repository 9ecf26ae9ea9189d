package dev.freshet.testkit;

import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.invalidation.redis.RedisTarget;
import dev.freshet.invalidation.replay.Replay;
import dev.freshet.invalidation.replay.Replayed;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.local.Closer;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.explanation.Explanation;
import dev.freshet.rules.explanation.RegisteredPages;
import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Applies changes that no database has, and tells what they deleted. Not thread-safe. */
final class Rehearsal implements AutoCloseable {

  /** A portion of the registry that no test fills. */
  private static final int PAGES = 100_000;

  private static final Rules RULES = RulesFile.bundled();

  private final CacheClient cache;
  private final RedisTarget redis;
  private final Replay replay;
  private final Closer closer;
  private StreamId begin = new StreamId(0, 0);

  private Rehearsal(CacheClient cache, RedisTarget redis, Replay replay, Closer closer) {
    this.cache = cache;
    this.redis = redis;
    this.replay = replay;
    this.closer = closer;
  }

  static Rehearsal connect(String redisUri, CacheClient cache) {
    try {
      return Closer.opening(
          closer -> {
            RedisTarget redis = closer.add(RedisTarget.connect(redisUri, RULES));
            return new Rehearsal(cache, redis, closer.add(Replay.to(redisUri, RULES)), closer);
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
    Change truncated = Changes.truncated("products");
    Change anyProduct = Changes.productCreated(1);
    try {
      // The product makes the index read the registry up to here; the purge then forgets it all.
      Replayed unused = replay.apply(List.of(truncated.toRowChange(), anyProduct.toRowChange()));
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
      Explanation explanation = Explanation.by(RULES, RegisteredPages.readFrom(registry));
      Set<CacheKey> pages = pages(registry);
      for (List<RowChange> transaction : transactions) {
        Replayed replayed = replay.apply(transaction);
        deleted.addAll(replayed.deleted());
        replayed.purged().values().forEach(purged::addAll);
      }
      return new Invalidations(
          deleted,
          purged,
          pages,
          transactions.stream().flatMap(List::stream).toList(),
          explanation);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  @Override
  public void close() {
    closer.close();
  }

  private static Set<CacheKey> pages(RegistryStream registry) throws InterruptedException {
    return registry.read(new StreamId(0, 0), PAGES).stream()
        .flatMap(entry -> ListedPage.of(entry.fields()).stream())
        .map(ListedPage::key)
        .collect(Collectors.toSet());
  }
}
