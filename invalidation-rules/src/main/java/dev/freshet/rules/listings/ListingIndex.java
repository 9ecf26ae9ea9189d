package dev.freshet.rules.listings;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.TaggedPage;
import dev.freshet.rules.tags.TagIndex;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that may be cached now, as the registry tells, and which of them a change alters:
 * listings and category pages, by their filters, and {@link TagIndex pages under tags}.
 *
 * <p>A reader registers a page while it holds the lease and before it loads. So a registration that
 * {@link #refresh} does not find was made later, and its load sees every commit that was visible
 * before: refresh after waiting for visibility, and every page that may lack those commits is in
 * the index. A page whose value and lease were deleted can be forgotten: the next fill needs a new
 * lease, and so a new registration.
 *
 * <p>Every registration counts until it is dead, older than {@link Lifetimes#REGISTRATION}, also
 * when there is a newer one of the same page: a reader that was held up may register after the one
 * whose value is cached.
 *
 * <p>If the stream begins with an entry that is not dead, or has lost the entry that was read last,
 * entries may be missing; a registration that cannot be read is as good as missing. Then the index
 * is incomplete until {@link #clear}. Not thread-safe.
 */
public final class ListingIndex {

  private static final Logger log = LoggerFactory.getLogger(ListingIndex.class);

  private static final int PORTION = 1_000;

  /** By then a reader's lease is over, so what its page shows does not matter any more. */
  private static final Duration LOADED = Lifetimes.LEASE.multipliedBy(2);

  /**
   * Younger entries are never trimmed; so the entry read last, kept this young, always is there.
   */
  private static final Duration MARKED = Duration.ofMinutes(1);

  /**
   * How far clocks of Redis servers may be apart. An id that is later was not given by a clock, but
   * all that follow are later still, so that registrations would seem younger than they are, or,
   * beyond what is kept of a time, older.
   */
  private static final Duration MAX_SKEW = Duration.ofMinutes(1);

  /** The field of an entry of this class's own, so that there always is one that was read last. */
  private static final String MARK = "mark";

  /** The part of the most pages under which a full index takes more again. */
  private static final double ROOM = 0.9;

  /** More pages at a time than this are not refused by name. */
  private static final int MAX_REFUSED = 10_000;

  private final RegistryStream stream;
  private final int maxPages;
  private final Runnable onMalformed;
  private final TagIndex tags;
  private final ListedPages pages;
  private final Map<StreamId, RegisteredPage> loading = new HashMap<>();
  private final Set<CacheKey> refused = new HashSet<>();
  private FilterIndex filters = new FilterIndex();
  private Optional<StreamId> lastRead = Optional.empty();
  private boolean complete = true;
  private boolean announcedFull;
  private int size;

  /**
   * An empty index.
   *
   * @param maxPages how many registrations it takes; more are refused
   * @param onMalformed called for each entry that cannot be read
   * @param tags an empty index of the pages under tags
   * @param pages which listings and category pages there are
   */
  public ListingIndex(
      RegistryStream stream, int maxPages, Runnable onMalformed, TagIndex tags, ListedPages pages) {
    this.stream = stream;
    this.maxPages = maxPages;
    this.onMalformed = onMalformed;
    this.tags = tags;
    this.pages = pages;
  }

  /** An empty index of the catalog's pages, without tags. */
  ListingIndex(RegistryStream stream, int maxPages, Runnable onMalformed) {
    this(
        stream,
        maxPages,
        onMalformed,
        new TagIndex(CatalogKeys.SPACE, Set.of(), List.of(), why -> {}),
        ListedPages.CATALOG);
  }

  /** Reads what was registered since the last time. */
  public void refresh() throws InterruptedException {
    if (lastRead.isEmpty()) {
      start();
    }
    int read = PORTION;
    while (read == PORTION) {
      StreamId last = lastRead.orElseThrow();
      List<RegistryStream.Entry> portion = stream.read(last, PORTION);
      if (portion.isEmpty() || !portion.get(0).id().equals(last)) {
        complete = false;
        start();
      } else {
        portion.subList(1, portion.size()).forEach(this::add);
        read = portion.size();
      }
    }
    announce();
  }

  /** Tells readers whether to register more pages; without it they would, to no use. */
  private void announce() throws InterruptedException {
    if (isFull()) {
      stream.announceFull();
      announcedFull = true;
    } else if (announcedFull && hasRoom()) {
      stream.announceRoom();
      announcedFull = false;
    }
  }

  /** Whether every page that may be cached is in the index, or refused. */
  public boolean isComplete() {
    return complete;
  }

  /**
   * Takes what was read so far for every page that may be cached; for explanations and replays,
   * which begin with a registry that may be younger than any page can be.
   */
  public void presumeComplete() {
    complete = true;
  }

  /** How many registrations are in the index; those with very many tags count several times. */
  public int size() {
    return size + tags.size();
  }

  private boolean hasRoom() {
    return size() < maxPages * ROOM;
  }

  /** Whether readers that register a page will be refused. */
  boolean isFull() {
    return size() >= maxPages;
  }

  /**
   * Pages that did not fit, or have tags that cannot be followed: they must not stay in the cache,
   * for no change would delete them.
   */
  public Set<CacheKey> refused() {
    return Set.copyOf(refused);
  }

  /** To be called when the values and the leases of all refused pages are gone. */
  public void forgetRefused() {
    tags.forget(refused);
    refused.clear();
  }

  /** The pages that a change with these tags may have made wrong. */
  public Set<CacheKey> tagged(Collection<String> changed) {
    return tags.alteredBy(changed);
  }

  /** To be called when the values and the leases of these pages are gone. */
  public void forgetTagged(Collection<CacheKey> gone) {
    tags.forget(gone);
  }

  /** The pages that these changes, one after the other, may have altered. */
  public AlteredPages alteredBy(Collection<ProductChange> changes) {
    AlteredPages altered = new AlteredPages(pages, filters.nextNumber());
    changes.forEach(change -> addAltered(change, altered));
    return altered;
  }

  private void addAltered(ProductChange change, AlteredPages altered) {
    @Nullable RowImage before = change.before().map(RowImage::new).orElse(null);
    @Nullable RowImage after =
        change.after().map(before == null ? RowImage::new : before::changedTo).orElse(null);
    Optional<Update> update =
        change.before().flatMap(b -> change.after().map(a -> new Update(b, a)));
    filters.visit(
        before,
        after,
        filter -> {
          altered.countCandidate();
          if (!altered.hasAll(filter)) {
            Effect effect = filter.effect(before, after);
            if (effect.changesTotal()) {
              altered.addAll(filter, effect);
            } else if (effect == Effect.STAY) {
              filter.forEachAltered(update.orElseThrow(), altered::add);
            }
          }
        });
  }

  /** To be called when the values and the leases of these pages are gone. */
  public void forget(AlteredPages gone) {
    gone.filters().forEach(filter -> removeIf(filter, page -> true));
    Map<PageFilter, Set<CacheKey>> singles = new HashMap<>();
    gone.singles()
        .forEach(
            page ->
                singles
                    .computeIfAbsent(page.filter(), any -> new HashSet<>())
                    .add(page.key(pages)));
    // Other registrations of a page that is gone are as well.
    singles.forEach((filter, keys) -> removeIf(filter, page -> keys.contains(page.key(pages))));
  }

  /** To be called when the values and the leases of all listings and category pages are gone. */
  public void clear() {
    filters = new FilterIndex();
    loading.clear();
    refused.clear();
    tags.clear();
    size = 0;
    complete = true;
  }

  /** Forgets dead registrations, and removes them from the stream up to the one read last. */
  public void trim() throws InterruptedException {
    long now = stream.now();
    if (lastRead.isPresent() && isLater(lastRead.get(), now + MAX_SKEW.toMillis())) {
      stream.remove();
      lastRead = Optional.empty();
      complete = false;
      return;
    }
    long dead = now - Lifetimes.REGISTRATION.toMillis();
    filters.all().forEach(filter -> removeIf(filter, page -> page.registeredAt() < dead));
    loading.keySet().removeIf(id -> !isLater(id, now - LOADED.toMillis()));
    tags.trim(dead, now - LOADED.toMillis());
    if (lastRead.isPresent()) {
      StreamId oldest = StreamId.at(now - Lifetimes.REGISTRY_ENTRY.toMillis());
      StreamId last = lastRead.get();
      stream.trimBefore(oldest.compareTo(last) < 0 ? oldest : last);
      if (!isLater(last, now - MARKED.toMillis())) {
        StreamId unused = stream.append(MARK, "");
      }
    }
    if (hasRoom()) {
      // Whoever may have said otherwise, and for however long.
      stream.announceRoom();
      announcedFull = false;
    }
  }

  /** Reads the stream's first entry, which tells whether registrations that live may be missing. */
  private void start() throws InterruptedException {
    List<RegistryStream.Entry> first = stream.read(StreamId.FIRST, 1);
    long dead = stream.now() - Lifetimes.REGISTRATION.toMillis();
    if (first.isEmpty() || isLater(first.get(0).id(), dead)) {
      complete = false;
    }
    if (first.isEmpty()) {
      lastRead = Optional.of(stream.append(MARK, ""));
    } else {
      add(first.get(0));
    }
  }

  private static boolean isLater(StreamId id, long millis) {
    return id.compareTo(StreamId.at(millis)) > 0;
  }

  private void add(RegistryStream.Entry entry) {
    lastRead = Optional.of(entry.id());
    try {
      take(entry);
    } catch (RuntimeException e) {
      // It must not fail the next batch too; what it has done to the index until then is unknown.
      log.error("Entry {} of the registry cannot be taken", entry.id(), e);
      complete = false;
      onMalformed.run();
    }
  }

  private void take(RegistryStream.Entry entry) {
    if (entry.fields().containsKey(MARK)) {
      return;
    }
    if (ShownTags.isIn(entry.fields())) {
      tags.show(entry.fields(), maxPages - size()).ifPresent(this::refuse);
      return;
    }
    if (TaggedPage.isIn(entry.fields())) {
      tags.key(entry.fields()).ifPresentOrElse(key -> add(entry, key), onMalformed);
      return;
    }
    if (PageContent.isIn(entry.fields())) {
      // Without it the page may show anything, which is safe.
      PageContent.of(entry.fields()).ifPresentOrElse(this::add, onMalformed);
      return;
    }
    pages
        .registered(entry.fields())
        .ifPresentOrElse(
            registration -> add(entry.id(), registration),
            () -> {
              // It may be a newer reader's, whose page is cached all the same.
              complete = false;
              onMalformed.run();
            });
  }

  private void add(StreamId id, ListedPage registration) {
    if (isFull()) {
      refuse(registration.key());
      return;
    }
    PageFilter filter = filters.intern(new PageFilter(registration.params()));
    RegisteredPage page = new RegisteredPage(filter, registration, id.millis());
    filter.add(page);
    loading.put(id, page);
    size++;
  }

  private void add(RegistryStream.Entry entry, CacheKey key) {
    boolean isTaken =
        tags.add(entry.id().toString(), entry.id().millis(), entry.fields(), maxPages - size());
    if (!isTaken) {
      refuse(key);
    }
  }

  private void refuse(CacheKey key) {
    if (refused.size() < MAX_REFUSED) {
      refused.add(key);
    } else if (!refused.contains(key)) {
      complete = false;
    }
  }

  /** The content of a page that is not in the index is not needed. */
  private void add(PageContent content) {
    StreamId.parse(content.registration())
        .map(loading::remove)
        .ifPresent(page -> page.filter().show(page, content));
  }

  private void removeIf(PageFilter filter, Predicate<RegisteredPage> condition) {
    size -= filter.removeIf(condition);
    if (filter.isEmpty()) {
      filters.remove(filter);
    }
  }
}
