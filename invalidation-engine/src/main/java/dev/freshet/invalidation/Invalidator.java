package dev.freshet.invalidation;

import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidation.cache.Purge;
import dev.freshet.invalidation.near.NearCopies;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.NotVisibleException;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.MaintainedKinds.Maintained;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Rules;
import dev.freshet.rules.Target;
import dev.freshet.rules.listings.AlteredPages;
import dev.freshet.rules.listings.ListingIndex;
import dev.freshet.rules.listings.ProductChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what committed changes made wrong, and remembers in Redis how far it has come.
 *
 * <p>The order is what keeps stale values out. Readers take a lease, register a page, load, and
 * fill only while the lease still holds. Here, for each batch: its commits become visible; then the
 * registry is read; then values and leases are deleted. A load that misses a commit began before it
 * was visible, so its lease, its registration and, if it was quick, its value are all found. Not
 * thread-safe; after a failure the same batch is to be applied again, which is harmless.
 */
public final class Invalidator {

  private static final Logger log = LoggerFactory.getLogger(Invalidator.class);

  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);
  private static final Duration TRIM_INTERVAL = Duration.ofSeconds(10);
  private static final int PORTION = 5_000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Fewer changes than this at once are deleted key by key, however small the cache is. */
  private static final int SMALLEST_BACKLOG = 10_000;

  /** How many keys a purge passes over in the time that one change takes to arrive. */
  private static final int KEYS_A_CHANGE = 10;

  private final CommitVisibility visibility;
  private final Cache cache;
  private final ListingIndex listings;
  private final InvalidationMetrics metrics;
  private final LongSupplier nanoTime;
  private final Purged purged = new Purged();
  private final Backlog backlog = new Backlog();
  private final HeldFences fences = new HeldFences();
  private final Unsettled unsettled = new Unsettled();
  private Optional<Instant> purgedAt = Optional.empty();
  private final BatchLookups lookups;
  private final DeletionLog deletionLog = new DeletionLog();
  private final InvalidationListener listener;
  private final NearCopies copies;
  private Rules rules;
  private long refreshed;
  private long trimmed;

  public Invalidator(
      Rules rules,
      CommitVisibility visibility,
      Cache cache,
      ListingIndex listings,
      InvalidationMetrics metrics,
      LongSupplier nanoTime,
      InvalidationListener listener,
      NearCopies copies) {
    this.rules = rules;
    this.visibility = visibility;
    this.lookups = new BatchLookups(visibility);
    this.cache = cache;
    this.listings = listings;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.copies = copies;
    this.refreshed = nanoTime.getAsLong() - REFRESH_INTERVAL.toNanos();
    this.trimmed = nanoTime.getAsLong() - TRIM_INTERVAL.toNanos();
  }

  /** An empty batch. */
  public Batch newBatch() {
    return new Batch(rules, metrics, purged, deletionLog.isOn());
  }

  /**
   * Returns when nothing in the cache lacks the batch's changes, as far as Redis says, and as far
   * as the look-ups tell: see {@link Closure}.
   *
   * @return what was looked up
   * @throws DiscontinuityException if processes keep copies, and another run goes on
   * @throws CacheException if Redis does not do what it is asked
   * @throws NotVisibleException if commits are not visible after a while
   * @throws RuntimeException if PostgreSQL cannot be asked, as the adapter that asks it throws it
   */
  public Looks apply(Batch batch) throws InterruptedException {
    if (batch.isEmpty()) {
      batch.toldBy(tellCopies());
      return Looks.NONE;
    }
    if (batch.hasUnknownTransaction()) {
      unsettled.add(visibility.awaitWriters());
    }
    Set<Target> targets = new LinkedHashSet<>(batch.targets());
    Set<String> tags = new LinkedHashSet<>(batch.tags());
    Set<Lookup> questions = lookups.questions(rules, batch);
    Optional<Looked> looked = questions.isEmpty() ? Optional.empty() : look(batch, questions);
    VisiblePoint point = looked.isPresent() ? looked.get().point() : visibility.await(batch.xids());
    looked.ifPresent(found -> take(questions, found, batch, targets, tags));
    settle(point);
    backlog.add(batch, point);
    if (isBacklog(backlog.changes())) {
      batch.addPurge(PurgeCause.BACKLOG, batch.kinds());
    }
    purge(batch.purges(), point);
    delete(keys(targets, batch.purgedKinds()));
    Set<CacheKey> listed = Set.of();
    Set<CacheKey> tagged = Set.of();
    if (!batch.productChanges().isEmpty() || !tags.isEmpty()) {
      if (!refreshListings()) {
        purgeRegistered(point);
      }
      listed = deleteListings(batch.productChanges());
      tagged = deleteTagged(tags);
    }
    metrics.deleted(batch);
    batch.toldBy(tellCopies());
    if (!batch.changes().isEmpty()) {
      deletionLog.write(
          rules,
          batch.changes(),
          lookups.all(rules, batch, looked, point).explained(),
          Stream.concat(listed.stream(), tagged.stream()).collect(Collectors.toSet()));
    }
    return looks(batch, looked.isPresent(), point);
  }

  private boolean isBacklog(long changes) throws InterruptedException {
    return changes >= SMALLEST_BACKLOG && changes >= cache.size() / KEYS_A_CHANGE;
  }

  /** Asks; empty if the batch purges instead. */
  private Optional<Looked> look(Batch batch, Set<Lookup> questions) throws InterruptedException {
    Set<Kind> asking =
        questions.stream().map(Lookup::kind).collect(Collectors.toCollection(TreeSet::new));
    if (isBacklog(backlog.changesWith(batch))) {
      batch.addPurge(PurgeCause.BACKLOG, asking);
      return Optional.empty();
    }
    try {
      return Optional.of(lookups.ask(rules, batch, questions));
    } catch (LookupException e) {
      log.warn("Purging every {}, as a look-up was not answered: {}", asking, e.getMessage());
      batch.addPurge(PurgeCause.LOOKUP, asking);
      return Optional.empty();
    }
  }

  private static void take(
      Set<Lookup> questions, Looked looked, Batch batch, Set<Target> targets, Set<String> tags) {
    looked.tooMany().forEach(lookup -> batch.addPurge(PurgeCause.FANOUT, Set.of(lookup.kind())));
    questions.stream()
        .filter(lookup -> !looked.answers(lookup))
        .forEach(lookup -> batch.addPurge(PurgeCause.LOOKUP, Set.of(lookup.kind())));
    looked
        .found()
        .forEach(
            (lookup, found) -> {
              if (looked.tooMany().contains(lookup) || !batch.lookups().contains(lookup)) {
                return;
              }
              lookup
                  .tag()
                  .ifPresentOrElse(
                      tag -> found.forEach(parts -> tags.add(tag.render(parts))),
                      () -> found.forEach(parts -> targets.add(new Target(lookup.kind(), parts))));
            });
  }

  /** The keys of the values, but for those of kinds that are purged. */
  private Set<CacheKey> keys(Set<Target> targets, Set<Kind> purgedKinds) {
    Set<CacheKey> keys = new LinkedHashSet<>();
    for (Target target : targets) {
      if (!purgedKinds.contains(target.kind())) {
        keys.addAll(rules.keys(target, lookups::valuesOf));
      }
    }
    return keys;
  }

  /**
   * What the batch rests on: what it has looked up, and the values that its keys are written with.
   * Those are what they were where the log is; a reader may have seen a change of them since then,
   * and not yet seen those of the batch.
   */
  private Looks looks(Batch batch, boolean hasLooked, VisiblePoint point) {
    Set<Kind> written = batch.writtenKinds();
    if (!hasLooked && written.stream().allMatch(kind -> rules.kind(kind).queries().isEmpty())) {
      return Looks.NONE;
    }
    int depth =
        Stream.concat(
                batch.lookups().stream(),
                written.stream()
                    .flatMap(
                        kind ->
                            rules.kind(kind).queries().stream()
                                .map(query -> new Lookup(kind, query, List.of()))))
            .mapToInt(rules::depth)
            .max()
            .orElse(0);
    return new Looks(point.lsn(), depth, batch.linkDepth());
  }

  /**
   * Whether nobody keeps copies that lack the batch's changes, so that {@link #confirm} does not
   * wait for them.
   *
   * @param limit how long to wait for that
   */
  public boolean awaitCopies(Batch batch, Duration limit) throws InterruptedException {
    return copies.awaitSettled(batch.entry(), limit);
  }

  /**
   * Stores how far the cache is right once batches are applied, and once those who keep copies have
   * acknowledged that or have lost the right to read them, makes sure that Redis has lost nothing
   * of it meanwhile, and lets the batches' fences pass. While readers may use another server, or
   * changes may be missing that were made before it, fences are held back, for a later batch to let
   * them pass. To be called before the position is acknowledged: then a checkpoint that is behind
   * the slot tells that Redis has lost something.
   *
   * @return the time of Redis's clock, in ms since 1970
   * @throws DiscontinuityException if another run goes on instead of this one, or deletions may be
   *     lost
   * @throws CacheException if Redis does not do what it is asked
   */
  public long confirm(List<Batch> batches, Checkpoint reached) throws InterruptedException {
    long last = batches.stream().mapToLong(Batch::entry).max().orElse(0);
    while (!copies.awaitSettled(last, PATIENCE)) {
      log.debug("Waiting for processes that keep copies");
    }
    OptionalLong storedAt = cache.store(stamped(reached), Optional.of(reached.run()));
    if (storedAt.isEmpty()) {
      throw new DiscontinuityException(
          "the watermark is gone, another invalidator has written it, or a Redis server was"
              + " restarted or replaced");
    }
    batches.forEach(batch -> fences.add(batch.fences()));
    passFences();
    batches.forEach(metrics::confirmed);
    return storedAt.getAsLong();
  }

  private void passFences() throws InterruptedException {
    Optional<String> reason = fences.isEmpty() ? Optional.empty() : cache.doubt();
    if (reason.isEmpty() && !unsettled.isEmpty()) {
      reason = Optional.of("another purge follows when these have ended: " + unsettled);
    }
    if (reason.isPresent()) {
      fences.holdFor(reason.get());
    } else {
      cache.pass(fences.all());
      fences.clear();
    }
    metrics.held(fences.size());
  }

  /**
   * The checkpoint that was stored last, by whatever run; empty if there is none. One that cannot
   * be read is deleted, since no other could take its place.
   *
   * @throws CacheException if Redis cannot be asked
   */
  public Optional<Checkpoint> checkpoint() throws InterruptedException {
    Optional<Checkpoint> last = cache.checkpoint();
    if (last.isEmpty()) {
      cache.unlink(List.of(rules.namespace().watermark()));
    }
    return last;
  }

  /**
   * Stores the first checkpoint of a run.
   *
   * @param before what {@link #checkpoint} has returned
   * @throws DiscontinuityException if it is another one by now, or the servers are
   * @throws CacheException if Redis does not take it
   */
  public void begin(Checkpoint first, Optional<Checkpoint> before) throws InterruptedException {
    OptionalLong storedAt = cache.store(stamped(first), before.map(Checkpoint::run));
    if (storedAt.isEmpty()) {
      throw new DiscontinuityException("another invalidator has begun, or Redis was restarted");
    }
    copies.begin(
        first.run(),
        first.nodes(),
        before.map(Checkpoint::nodes).filter(first.nodes()::equals).isEmpty());
  }

  /**
   * Goes on by these rules, and purges the kinds of which the last run's were others, or had other
   * keys. To be called before anything is read from the log.
   *
   * @param last what {@link #checkpoint} has returned
   * @throws CacheException if Redis does not do what it is asked
   * @throws RuntimeException if PostgreSQL cannot be asked, as the adapter that asks it throws it
   */
  public void follow(Rules now, Optional<Checkpoint> last) throws InterruptedException {
    rules = now;
    lookups.clear();
    if (last.isEmpty()) {
      return;
    }
    Map<Kind, Maintained> before = last.get().kinds().kinds();
    Map<Kind, Maintained> after = maintained().kinds();
    Map<Kind, List<KeyTemplate>> old = new TreeMap<>();
    before.forEach(
        (kind, maintained) -> {
          if (!maintained.equals(after.get(kind))) {
            old.put(kind, maintained.templates().stream().map(KeyTemplate::new).toList());
          }
        });
    Set<Kind> changed = new TreeSet<>(after.keySet());
    changed.removeIf(kind -> Objects.equals(after.get(kind), before.get(kind)));
    if (!old.isEmpty()) {
      new Purge(cache, new KeySpace(rules.namespace(), old)).of(old.keySet());
    }
    if (!changed.isEmpty()) {
      purge(Map.of(PurgeCause.RULES, changed), visibility.now());
    }
  }

  /** The kinds whose keys are deleted. */
  public MaintainedKinds maintained() {
    Map<Kind, Maintained> kinds = new TreeMap<>();
    rules
        .fingerprints()
        .forEach(
            (kind, fingerprint) ->
                kinds.put(
                    kind,
                    new Maintained(
                        fingerprint,
                        rules.pages().contains(kind),
                        rules.kind(kind).ttl(),
                        rules.kind(kind).templates().stream()
                            .map(KeyTemplate::toString)
                            .toList())));
    return new MaintainedKinds(kinds);
  }

  /**
   * Stands for the Redis servers: another text after one of them was restarted or replaced.
   *
   * @throws CacheException if Redis cannot be asked
   */
  public String nodes() throws InterruptedException {
    return cache.nodes();
  }

  private Set<CacheKey> deleteTagged(Set<String> tags) throws InterruptedException {
    Set<CacheKey> keys = listings.tagged(tags);
    delete(keys);
    listings.forgetTagged(keys);
    metrics.tagged(keys.size());
    return keys;
  }

  private Set<CacheKey> deleteListings(List<ProductChange> changes) throws InterruptedException {
    if (changes.isEmpty()) {
      return Set.of();
    }
    AlteredPages altered = listings.alteredBy(changes);
    Set<CacheKey> keys = altered.keys();
    delete(keys);
    listings.forget(altered);
    metrics.compared(changes.size(), altered.candidates(), keys.size());
    return keys;
  }

  private Checkpoint stamped(Checkpoint reached) {
    Checkpoint stamped = reached.purgedAt(purgedAt);
    return unsettled.isEmpty() ? stamped : stamped.unsettled();
  }

  /**
   * Deletes everything, because changes may never come that were made by now. It is done again, by
   * {@link #apply} or {@link #tidy}, whenever one of the transactions ends that have made some and
   * go on. Until then fences are held back, and checkpoints tell the next run that it has to purge.
   *
   * @throws CacheException if Redis does not do what it is asked
   * @throws RuntimeException if PostgreSQL cannot be asked, as the adapter that asks it throws it
   */
  public void purgeAll(Set<PurgeCause> causes) throws InterruptedException {
    Map<Long, String> writers = visibility.awaitWriters();
    unsettled.clear();
    unsettled.add(writers);
    purgeAll(causes, visibility.now());
    if (!unsettled.isEmpty()) {
      log.warn(
          "Changes of these may be missed, another purge follows when they end: {}", unsettled);
    }
  }

  /**
   * Deletes everything, because deletions may be lost, but only of changes that have been applied
   * before. Those were visible then, so there is nobody to wait for.
   *
   * @throws CacheException if Redis does not do what it is asked
   * @throws RuntimeException if PostgreSQL cannot be asked, as the adapter that asks it throws it
   */
  public void purgeApplied(Set<PurgeCause> causes) throws InterruptedException {
    purgeAll(causes, visibility.now());
  }

  private void purgeAll(Set<PurgeCause> causes, VisiblePoint point) throws InterruptedException {
    purged.clear();
    lookups.clear();
    Map<PurgeCause, Set<Kind>> purges = new EnumMap<>(PurgeCause.class);
    causes.forEach(cause -> purges.put(cause, rules.kinds()));
    purge(purges, point);
  }

  private void settle(VisiblePoint point) throws InterruptedException {
    if (unsettled.hasOver(point)) {
      lookups.clear();
      purge(Map.of(PurgeCause.LATE_END, rules.kinds()), point);
      unsettled.removeOver(point);
    }
  }

  /**
   * Keeps up with the registry while nothing changes, and keeps it short, and makes up for what a
   * purge came too early for, if it is time to; to be called about every second.
   *
   * @throws CacheException if Redis does not do what it is asked
   * @throws RuntimeException if PostgreSQL cannot be asked, as the adapter that asks it throws it
   */
  public void tidy() throws InterruptedException {
    long now = nanoTime.getAsLong();
    if (now - refreshed < REFRESH_INTERVAL.toNanos()) {
      return;
    }
    refreshed = now;
    if (!unsettled.isEmpty()) {
      settle(visibility.now());
    }
    if (!rules.pages().isEmpty()) {
      tidyPages(now);
    }
    long unused = tellCopies();
  }

  /** Tells those who keep copies what was deleted; returns the number of the last entry. */
  private long tellCopies() throws InterruptedException {
    return copies
        .publish()
        .orElseThrow(
            () -> new DiscontinuityException("another invalidator goes on instead of this one"));
  }

  private void tidyPages(long now) throws InterruptedException {
    if (!refreshListings()) {
      purgeRegistered(visibility.now());
    }
    if (now - trimmed >= TRIM_INTERVAL.toNanos()) {
      trimmed = now;
      listings.trim();
    }
    metrics.live(listings.size());
  }

  /**
   * Asks Redis for any answer.
   *
   * @throws CacheException if there is none
   */
  public void ping() throws InterruptedException {
    cache.ping();
  }

  /** Returns whether every page that may be cached is known. */
  private boolean refreshListings() throws InterruptedException {
    listings.refresh();
    Set<CacheKey> refused = listings.refused();
    delete(refused);
    listings.forgetRefused();
    metrics.refused(refused.size());
    return listings.isComplete();
  }

  private void purgeRegistered(VisiblePoint point) throws InterruptedException {
    purge(Map.of(PurgeCause.REGISTRY, rules.pages()), point);
  }

  private void purge(Map<PurgeCause, Set<Kind>> purges, VisiblePoint point)
      throws InterruptedException {
    if (purges.isEmpty()) {
      return;
    }
    Set<Kind> kinds = new TreeSet<>();
    purges.values().forEach(kinds::addAll);
    log.info("Purging every {}: {}", kinds, purges.keySet());
    new Purge(cache, rules.keys()).of(kinds);
    copies.purged();
    purged.add(kinds, point);
    backlog.clear();
    if (isWarmedAfter(kinds)) {
      purgedAt = Optional.of(Instant.ofEpochMilli(cache.now()));
    }
    if (kinds.containsAll(rules.pages())) {
      listings.clear();
    }
    metrics.purged(purges.keySet());
    listener.purged(purges);
  }

  /** Whether readers count this as a purge: everything is gone but pages, which are cheap. */
  private boolean isWarmedAfter(Set<Kind> kinds) {
    Set<Kind> counting = new TreeSet<>(rules.kinds());
    counting.removeAll(rules.pages());
    return kinds.containsAll(counting.isEmpty() ? rules.kinds() : counting);
  }

  private void delete(Collection<CacheKey> keys) throws InterruptedException {
    List<CacheKey> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += PORTION) {
      List<CacheKey> portion = all.subList(from, Math.min(from + PORTION, all.size()));
      Map<Kind, Long> found = cache.delete(portion);
      copies.deleted(portion);
      metrics.deleted(found);
      listener.deleted(portion, found);
    }
  }
}
