package dev.freshet.invalidation;

import dev.freshet.keys.Kind;
import dev.freshet.rules.Operation;
import dev.freshet.rules.TableName;
import dev.freshet.rules.tags.TagRefusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** What was invalidated, for Prometheus. */
public final class InvalidationMetrics {

  private final MeterRegistry registry;
  private final Clock clock;
  private final Counter poisonEvents;
  private final Counter malformedRegistrations;
  private final Counter comparedChanges;
  private final Counter candidates;
  private final Counter alterations;
  private final Counter refusedPages;
  private final Counter taggedPages;
  private final AtomicInteger livePages = new AtomicInteger();
  private final AtomicInteger heldFences = new AtomicInteger();
  private final Timer latency;

  /**
   * @param kinds that are counted from the start
   */
  public InvalidationMetrics(MeterRegistry registry, Clock clock, Collection<Kind> kinds) {
    this.registry = registry;
    this.clock = clock;
    this.poisonEvents =
        Counter.builder("cdc.poison.events")
            .description("Changes that could not be understood")
            .register(registry);
    this.malformedRegistrations =
        Counter.builder("cdc.registrations.malformed")
            .description("Entries of the listing registry that are no registration")
            .register(registry);
    this.comparedChanges =
        Counter.builder("cdc.listings.changes")
            .description("Changes that were compared with the registered pages")
            .register(registry);
    this.candidates =
        Counter.builder("cdc.listings.candidates")
            .description("Filters that these changes were compared with")
            .register(registry);
    this.alterations =
        Counter.builder("cdc.listings.altered")
            .description("Registered pages that were found altered")
            .register(registry);
    this.refusedPages =
        Counter.builder("cdc.listings.refused")
            .description(
                "Registered pages that were deleted because there were too many, or as their tags"
                    + " cannot be followed")
            .register(registry);
    this.taggedPages =
        Counter.builder("cdc.tags.altered")
            .description("Registered pages that changes led to by their tags")
            .register(registry);
    Gauge.builder("cdc.listings.live", livePages, AtomicInteger::get)
        .description("Registrations of pages that may be cached")
        .register(registry);
    Gauge.builder("cdc.fences.held", heldFences, AtomicInteger::get)
        .description("Fences that are held back, as what they stand for is not certain")
        .register(registry);
    this.latency =
        Timer.builder("cdc.invalidation.latency")
            .description("From a transaction's commit until its keys are deleted")
            .serviceLevelObjectives(
                millis(1),
                millis(2),
                millis(5),
                millis(10),
                millis(20),
                millis(50),
                millis(100),
                millis(200),
                millis(500),
                millis(1_000),
                millis(2_000),
                millis(5_000),
                millis(10_000),
                millis(30_000),
                millis(60_000),
                millis(300_000))
            .register(registry);
    for (Kind kind : kinds) {
      deleted(kind);
    }
    for (PurgeCause cause : PurgeCause.values()) {
      purges(cause);
    }
    for (TagRefusal why : TagRefusal.values()) {
      tagRefusals(why);
    }
  }

  void poisoned() {
    poisonEvents.increment();
  }

  public void malformedRegistration() {
    malformedRegistrations.increment();
  }

  /** Takes the time. */
  void deleted(Batch batch) {
    batch.deletedAt(clock.instant());
  }

  /** Counts a batch, once. */
  void confirmed(Batch batch) {
    Instant now = batch.deletedAt().orElseGet(clock::instant);
    batch
        .commits()
        .values()
        .forEach(commit -> latency.record(positive(Duration.between(commit, now))));
    batch
        .events()
        .forEach(
            (table, operations) ->
                operations.forEach(
                    (operation, count) -> events(table, operation).increment(count)));
  }

  void deleted(Map<Kind, Long> keys) {
    keys.forEach((kind, count) -> deleted(kind).increment(count));
  }

  void compared(int changes, long filters, int alteredPages) {
    comparedChanges.increment(changes);
    candidates.increment(filters);
    alterations.increment(alteredPages);
  }

  void tagged(int pages) {
    taggedPages.increment(pages);
  }

  /** Counts a page whose tags are refused. */
  public void refused(TagRefusal why) {
    tagRefusals(why).increment();
  }

  void refused(int pages) {
    refusedPages.increment(pages);
  }

  void held(int fences) {
    heldFences.set(fences);
  }

  void live(int pages) {
    livePages.set(pages);
  }

  void purged(Set<PurgeCause> causes) {
    causes.forEach(cause -> purges(cause).increment());
  }

  private Counter events(TableName table, Operation operation) {
    return Counter.builder("cdc.events")
        .description("Changes applied")
        .tag("table", table.toString())
        .tag("operation", operation.tag())
        .register(registry);
  }

  private Counter deleted(Kind kind) {
    return Counter.builder("cdc.keys.deleted")
        .description("Keys of which a value or a lease was deleted")
        .tag("kind", kind.name())
        .register(registry);
  }

  private Counter tagRefusals(TagRefusal why) {
    return Counter.builder("cdc.tags.refused")
        .description("Registered pages whose tags cannot be followed")
        .tag("reason", why.tag())
        .register(registry);
  }

  private Counter purges(PurgeCause cause) {
    return Counter.builder("cdc.purges")
        .description("Deletions of everything of a kind")
        .tag("cause", cause.tag())
        .register(registry);
  }

  /** The two clocks may disagree. */
  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
