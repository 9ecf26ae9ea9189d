package dev.freshet.invalidation;

import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.rules.AffectedKeys;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Query;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableName;
import dev.freshet.rules.Target;
import dev.freshet.rules.listings.ProductChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes that are applied together, and what they make wrong, each key once. */
public final class Batch {

  private static final Logger log = LoggerFactory.getLogger(Batch.class);

  private final Rules rules;
  private final InvalidationMetrics metrics;
  private final Purged purged;
  private final boolean keepsChanges;
  private final List<RowChange> changes = new ArrayList<>();
  private final Set<Long> xids = new HashSet<>();
  private final Map<Long, Instant> commits = new HashMap<>();
  private final Map<TableName, Map<Operation, Long>> events = new HashMap<>();
  private final Set<Target> targets = new LinkedHashSet<>();
  private final Set<Kind> writtenKinds = new TreeSet<>();
  private final Set<Lookup> lookups = new LinkedHashSet<>();
  private final Set<String> tags = new LinkedHashSet<>();
  private final Set<Query> alteredValues = new HashSet<>();
  private final Map<PurgeCause, Set<Kind>> purges = new EnumMap<>(PurgeCause.class);
  private final List<ProductChange> productChanges = new ArrayList<>();
  private final List<FenceToken> fences = new ArrayList<>();
  private boolean unknownTransaction;
  private int size;
  private long lastLsn;
  private int linkDepth;
  private Optional<Instant> deletedAt = Optional.empty();
  private long entry;

  /**
   * @param keepsChanges whether {@link #changes} is wanted
   */
  Batch(Rules rules, InvalidationMetrics metrics, Purged purged, boolean keepsChanges) {
    this.rules = rules;
    this.metrics = metrics;
    this.purged = purged;
    this.keepsChanges = keepsChanges;
  }

  /** Adds a change. */
  public void add(RowChange change) {
    AffectedKeys affected;
    try {
      affected = affectedBy(change);
    } catch (RuntimeException e) {
      addPoison(Optional.of(change.table()), OptionalLong.of(change.xid()), change.lsn(), e);
      return;
    }
    if (keepsChanges) {
      changes.add(change);
    }
    size++;
    lastLsn = Math.max(lastLsn, change.lsn());
    xids.add(change.xid());
    commits.put(change.xid(), change.committedAt());
    events
        .computeIfAbsent(change.table(), table -> new EnumMap<>(Operation.class))
        .merge(change.operation(), 1L, Long::sum);
    affected.targets().forEach(this::add);
    affected.lookups().forEach(this::add);
    alteredValues.addAll(rules.valuesRead(change.table()));
    if (rules.isLink(change.table())) {
      affected.lookups().forEach(lookup -> linkDepth = Math.max(linkDepth, rules.depth(lookup)));
    }
    tags.addAll(affected.tags());
    affected.product().ifPresent(productChanges::add);
    affected.purges().forEach((reason, kinds) -> addPurge(PurgeCause.of(reason), kinds));
  }

  private AffectedKeys affectedBy(RowChange change) {
    Set<Kind> settled = purged.settledFor(change);
    return settled.containsAll(rules.kinds())
        ? AffectedKeys.NONE
        : rules.affectedBy(change).without(settled, rules.pages());
  }

  private void add(Target target) {
    targets.add(target);
    writtenKinds.add(target.kind());
  }

  private void add(Lookup lookup) {
    lookups.add(lookup);
    if (lookup.tag().isEmpty()) {
      writtenKinds.add(lookup.kind());
    }
  }

  /**
   * Adds a change that cannot be understood: everything that reads its table may be wrong.
   *
   * @param table empty if not even that is known
   * @param xid the 32 low bits of its transaction's id
   * @param lsn where it is in the write-ahead log
   */
  public void addPoison(
      Optional<TableName> table, OptionalLong xid, long lsn, RuntimeException why) {
    log.error(
        "Cannot understand a change of {} at {}, purging what reads it",
        table.map(TableName::toString).orElse("an unknown table"),
        LogSequenceNumber.valueOf(lsn).asString(),
        why);
    metrics.poisoned();
    xid.ifPresentOrElse(xids::add, () -> unknownTransaction = true);
    addPurge(PurgeCause.POISON, table.map(rules::kindsOf).orElseGet(rules::kinds));
    alteredValues.addAll(table.map(rules::valuesRead).orElseGet(rules::queries));
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

  void addPurge(PurgeCause cause, Set<Kind> kinds) {
    if (!kinds.isEmpty()) {
      purges.computeIfAbsent(cause, any -> new TreeSet<>()).addAll(kinds);
    }
  }

  /** Whether all of the changes were visible then. */
  boolean isSeenBy(VisiblePoint point) {
    return xids.stream().allMatch(xid -> point.sees(xid, lastLsn));
  }

  /** When all that the changes made wrong was deleted; to be called again if it is done again. */
  void deletedAt(Instant time) {
    deletedAt = Optional.of(time);
  }

  Optional<Instant> deletedAt() {
    return deletedAt;
  }

  /** All that it has made wrong is in this entry for those who keep copies, or in one before. */
  void toldBy(long number) {
    entry = number;
  }

  long entry() {
    return entry;
  }

  /** Those that were understood, in the order of the log; none if they are not kept. */
  List<RowChange> changes() {
    return changes;
  }

  /** How many changes there are. */
  int size() {
    return size;
  }

  /** The kinds of values that the changes make wrong. */
  Set<Kind> kinds() {
    Set<Kind> kinds = new TreeSet<>(writtenKinds);
    lookups.forEach(lookup -> kinds.add(lookup.kind()));
    if (!productChanges.isEmpty() || !tags.isEmpty()) {
      kinds.addAll(rules.pages());
    }
    return kinds;
  }

  /** The kinds of keys that are written one by one, or looked up, and not purged anyway. */
  Set<Kind> writtenKinds() {
    Set<Kind> kinds = new TreeSet<>(writtenKinds);
    purges.values().forEach(kinds::removeAll);
    return kinds;
  }

  /** The kinds that are purged anyway. */
  Set<Kind> purgedKinds() {
    Set<Kind> kinds = new TreeSet<>();
    purges.values().forEach(kinds::addAll);
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

  Map<TableName, Map<Operation, Long>> events() {
    return events;
  }

  /** Values that the changes make wrong, as far as rows tell. */
  Set<Target> targets() {
    return targets;
  }

  /** What is to be asked for more of them. */
  Set<Lookup> lookups() {
    return lookups;
  }

  /** Under which tags pages are wrong, as far as rows tell. */
  Set<String> tags() {
    return tags;
  }

  /** How many look-ups one after the other stand for those that begin where others come by. */
  int linkDepth() {
    return linkDepth;
  }

  /** The queries for values whose answers may be others than before. */
  Set<Query> alteredValues() {
    return alteredValues;
  }

  /** What listings and category pages may show differently, in the order of the log. */
  List<ProductChange> productChanges() {
    return productChanges;
  }

  /** Whether somebody may wait for it to be confirmed. */
  public boolean hasFences() {
    return !fences.isEmpty();
  }

  List<FenceToken> fences() {
    return fences;
  }

  Map<PurgeCause, Set<Kind>> purges() {
    return purges;
  }
}
