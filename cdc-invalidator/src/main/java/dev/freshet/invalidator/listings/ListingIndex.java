package dev.freshet.invalidator.listings;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.ListingRegistration;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The listings that may be cached now, as the registry tells.
 *
 * <p>A reader registers a listing while it holds the lease and before it loads. So a registration
 * that {@link #refresh} does not find was made later, and its load sees every commit that was
 * visible before: refresh after waiting for visibility, and every listing that may lack those
 * commits is in the index. A listing whose value and lease were deleted can be forgotten: the next
 * fill needs a new lease, and so a new registration.
 *
 * <p>Registrations older than {@link Lifetimes#REGISTRATION} are dead. If the stream does not begin
 * with one, or no longer holds the entry that was read last, entries may be missing; an entry that
 * cannot be read is as good as missing. Then the index is incomplete until {@link #clear}. Not
 * thread-safe.
 */
public final class ListingIndex {

  private static final int PAGE = 1_000;

  /** Keeps a few dead entries: they prove after a restart that nothing alive is missing. */
  private static final Duration TRIMMED = Lifetimes.REGISTRATION.plus(Duration.ofMinutes(1));

  /** The field of an entry of this class's own, so that there always is one that was read last. */
  private static final String MARK = "mark";

  private final RegistryStream stream;
  private final Runnable onMalformed;
  private final Map<CacheKey, StreamId> registered = new HashMap<>();
  private Optional<StreamId> lastRead = Optional.empty();
  private boolean complete = true;

  /**
   * An empty index.
   *
   * @param onMalformed called for each entry that is no registration
   */
  public ListingIndex(RegistryStream stream, Runnable onMalformed) {
    this.stream = stream;
    this.onMalformed = onMalformed;
  }

  /** Reads what was registered since the last time. */
  public void refresh() throws InterruptedException {
    if (lastRead.isEmpty()) {
      start();
    }
    int read = PAGE;
    while (read == PAGE) {
      StreamId last = lastRead.orElseThrow();
      List<RegistryStream.Entry> page = stream.read(last, PAGE);
      if (page.isEmpty() || !page.get(0).id().equals(last)) {
        start();
      } else {
        page.subList(1, page.size()).forEach(this::add);
        read = page.size();
      }
    }
  }

  /** Whether every listing that may be cached is in the index. */
  public boolean isComplete() {
    return complete;
  }

  /**
   * The listings that a change of products may have made wrong. All of them: matching a row against
   * their filters belongs here.
   */
  public List<CacheKey> affected() {
    return List.copyOf(registered.keySet());
  }

  /** To be called when the values and the leases of these listings are gone. */
  public void forget(Collection<CacheKey> listings) {
    listings.forEach(registered::remove);
  }

  /** To be called when the values and the leases of all listings are gone. */
  public void clear() {
    registered.clear();
    complete = true;
  }

  /** Forgets dead registrations, and removes them from the stream up to the one read last. */
  public void trim() throws InterruptedException {
    long now = stream.now();
    registered.values().removeIf(id -> id.millis() < now - Lifetimes.REGISTRATION.toMillis());
    if (lastRead.isPresent()) {
      StreamId oldest = new StreamId(now - TRIMMED.toMillis(), 0);
      StreamId last = lastRead.get();
      stream.trimBefore(oldest.compareTo(last) < 0 ? oldest : last);
    }
  }

  /** Reads the stream's first entry, which tells whether registrations that live may be missing. */
  private void start() throws InterruptedException {
    List<RegistryStream.Entry> first = stream.read(StreamId.FIRST, 1);
    long dead = stream.now() - Lifetimes.REGISTRATION.toMillis();
    if (first.isEmpty() || first.get(0).id().millis() > dead) {
      complete = false;
    }
    if (first.isEmpty()) {
      lastRead = Optional.of(stream.append(MARK, ""));
    } else {
      add(first.get(0));
    }
  }

  private void add(RegistryStream.Entry entry) {
    lastRead = Optional.of(entry.id());
    if (entry.fields().containsKey(MARK)) {
      return;
    }
    ListingRegistration.of(entry.fields())
        .ifPresentOrElse(
            registration -> registered.put(CacheKey.listing(registration.hash()), entry.id()),
            () -> {
              // It may be a newer reader's, whose listing is cached all the same.
              complete = false;
              onMalformed.run();
            });
  }
}
