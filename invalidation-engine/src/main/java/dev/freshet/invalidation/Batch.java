package dev.freshet.invalidation;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CachedKind;
import dev.freshet.keys.FenceToken;
import dev.freshet.rules.AffectedKeys;
import dev.freshet.rules.CapturedTable;
import dev.freshet.rules.Operation;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.listings.ProductChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes that are applied together, and what they make wrong, each key once. */
public final class Batch {

  private static final Logger log = LoggerFactory.getLogger(Batch.class);

  private final InvalidationMetrics metrics;
  private final Purged purged;
  private final Set<Long> xids = new HashSet<>();
  private final Map<Long, Instant> commits = new HashMap<>();
  private final Map<CapturedTable, Map<Operation, Long>> events =
      new EnumMap<>(CapturedTable.class);
  private final Set<CacheKey> keys = new HashSet<>();
  private final Map<PurgeCause, Set<CachedKind>> purges = new EnumMap<>(PurgeCause.class);
  private final List<ProductChange> productChanges = new ArrayList<>();
  private final List<FenceToken> fences = new ArrayList<>();
  private boolean unknownTransaction;
  private int size;
  private long lastLsn;

  Batch(InvalidationMetrics metrics, Purged purged) {
    this.metrics = metrics;
    this.purged = purged;
  }

  /** Adds a change. */
  public void add(RowChange change) {
    AffectedKeys affected;
    try {
      affected = AffectedKeys.of(change).without(purged.settledFor(change));
    } catch (RuntimeException e) {
      addPoison(Optional.of(change.table()), OptionalLong.of(change.xid()), change.lsn(), e);
      return;
    }
    size++;
    lastLsn = Math.max(lastLsn, change.lsn());
    xids.add(change.xid());
    commits.put(change.xid(), change.committedAt());
    events
        .computeIfAbsent(change.table(), table -> new EnumMap<>(Operation.class))
        .merge(change.operation(), 1L, Long::sum);
    keys.addAll(affected.keys());
    affected.product().ifPresent(productChanges::add);
    PurgeCause cause =
        change.operation() == Operation.TRUNCATE ? PurgeCause.TRUNCATE : PurgeCause.IMAGE;
    addPurge(cause, affected.purges());
  }

  /**
   * Adds a change that cannot be understood: everything that reads its table may be wrong.
   *
   * @param table empty if not even that is known
   * @param xid the 32 low bits of its transaction's id
   * @param lsn where it is in the write-ahead log
   */
  public void addPoison(
      Optional<CapturedTable> table, OptionalLong xid, long lsn, RuntimeException why) {
    log.error(
        "Cannot understand a change of {} at {}, purging what reads it",
        table.map(CapturedTable::sqlName).orElse("an unknown table"),
        LogSequenceNumber.valueOf(lsn).asString(),
        why);
    metrics.poisoned();
    xid.ifPresentOrElse(xids::add, () -> unknownTransaction = true);
    addPurge(
        PurgeCause.POISON,
        table.map(CapturedTable::kinds).orElseGet(() -> EnumSet.allOf(CachedKind.class)));
  }

  /**
   * Adds a fence, which is passed when all changes before it are applied.
   *
   * @param xid the 32 low bits of the id of its transaction, if it has one
   */
  public void addFence(FenceToken fence, OptionalLong xid) {
    fences.add(fence);
    xid.ifPresent(xids::add);
  }

  /** When the latest of the transactions was committed, as far as known. */
  public Optional<Instant> lastCommit() {
    return commits.values().stream().max(Comparator.naturalOrder());
  }

  void addPurge(PurgeCause cause, Set<CachedKind> kinds) {
    if (!kinds.isEmpty()) {
      purges.computeIfAbsent(cause, any -> EnumSet.noneOf(CachedKind.class)).addAll(kinds);
    }
  }

  /** Whether all of the changes were visible then. */
  boolean isSeenBy(VisiblePoint point) {
    return xids.stream().allMatch(xid -> point.sees(xid, lastLsn));
  }

  /** How many changes there are. */
  int size() {
    return size;
  }

  /** The kinds of values that the changes make wrong. */
  Set<CachedKind> kinds() {
    Set<CachedKind> kinds = EnumSet.noneOf(CachedKind.class);
    keys.forEach(key -> kinds.add(key.kind()));
    if (!productChanges.isEmpty()) {
      kinds.addAll(EnumSet.of(CachedKind.CATEGORY, CachedKind.LISTING));
    }
    return kinds;
  }

  boolean isEmpty() {
    return xids.isEmpty() && purges.isEmpty() && fences.isEmpty() && !unknownTransaction;
  }

  /** The transactions that the changes belong to, by the 32 low bits of their ids. */
  Set<Long> xids() {
    return xids;
  }

  /** Whether a change is of a transaction that {@link #xids} lacks. */
  boolean hasUnknownTransaction() {
    return unknownTransaction;
  }

  /** When each transaction was committed, as far as known. */
  Map<Long, Instant> commits() {
    return commits;
  }

  Map<CapturedTable, Map<Operation, Long>> events() {
    return events;
  }

  Set<CacheKey> keys() {
    return keys;
  }

  /** What listings and category pages may show differently, in the order of the log. */
  List<ProductChange> productChanges() {
    return productChanges;
  }

  List<FenceToken> fences() {
    return fences;
  }

  Map<PurgeCause, Set<CachedKind>> purges() {
    return purges;
  }
}
