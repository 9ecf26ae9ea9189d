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
import dev.freshet.rules.explanation.Answers;
import dev.freshet.rules.explanation.Explanation;
import dev.freshet.rules.explanation.RegisteredPages;
import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Applies changes that were not made here, and tells what they deleted. Not thread-safe. */
final class Rehearsal implements AutoCloseable {

  private static final TableName PRODUCTS = TableName.of("products");

  private final Rules written;
  private final Rules rules;
  private final Lookups database;
  private final CacheClient cache;
  private final RedisTarget redis;
  private final Replay replay;
  private final Closer closer;
  private StreamId begin = new StreamId(0, 0);

  private Rehearsal(
      Rules written,
      Rules rules,
      Lookups database,
      CacheClient cache,
      RedisTarget redis,
      Replay replay,
      Closer closer) {
    this.written = written;
    this.rules = rules;
    this.database = database;
    this.cache = cache;
    this.redis = redis;
    this.replay = replay;
    this.closer = closer;
  }

  /**
   * Connects.
   *
   * @param written the rules
   * @param rules the same, with what the database knows
   * @param database that look-ups ask
   */
  static Rehearsal connect(
      String redisUri, CacheClient cache, Rules written, Rules rules, Lookups database) {
    try {
      return Closer.opening(
          closer -> {
            RedisTarget redis = closer.add(RedisTarget.connect(redisUri, rules));
            Replay replay = closer.add(Replay.to(redisUri, rules));
            return new Rehearsal(written, rules, database, cache, redis, replay, closer);
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

  /** Applies changes as one transaction; look-ups ask the database. */
  Invalidations apply(List<RowChange> changes) {
    return apply(rules, List.of(new Step(changes, database, Optional.empty())), Optional.empty());
  }

  /**
   * Applies a recording, transaction by transaction. It answers look-ups itself, unless it has no
   * answers at all.
   */
  Invalidations apply(Recording recording) {
    if (recording.rules().isEmpty()) {
      return apply(
          rules,
          recording.parts().stream()
              .map(part -> new Step(part.changes(), database, Optional.empty()))
              .toList(),
          Optional.empty());
    }
    Rules known = recording.rules().get().complete(written);
    return apply(
        known,
        recording.parts().stream()
            .map(
                part ->
                    new Step(
                        part.changes(),
                        part.answers(),
                        Optional.of(
                            lookups ->
                                part.answers().lookUp(lookups, known.maxFanout()).explained())))
            .toList(),
        recording.rules().get().missing(known));
  }

  /**
   * @param remark for people, in front of the explanation
   */
  private Invalidations apply(Rules known, List<Step> steps, Optional<String> remark) {
    RegistryStream registry = new PagesSince(redis.registry(), begin);
    Set<CacheKey> deleted = new HashSet<>();
    Set<Kind> purged = new TreeSet<>();
    try {
      RegisteredPages pages = RegisteredPages.readFrom(registry, known);
      for (Step step : steps) {
        Replayed replayed = replay.apply(step.changes(), known, step.lookups());
        deleted.addAll(replayed.deleted());
        replayed.purged().values().forEach(purged::addAll);
      }
      Explanation explanation = Explanation.by(known, pages);
      return new Invalidations(
          deleted,
          purged,
          pages.keys(),
          () ->
              Stream.concat(
                      remark.stream(), steps.stream().flatMap(step -> step.explained(explanation)))
                  .toList(),
          known);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  /**
   * Changes that are applied together.
   *
   * @param answers what explains where look-ups lead, if that does not change
   */
  private record Step(List<RowChange> changes, Lookups lookups, Optional<Answers> answers) {

    Stream<String> explained(Explanation explanation) {
      Explanation known = answers.map(explanation::asking).orElse(explanation);
      return changes.stream().flatMap(change -> known.of(change).stream());
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
