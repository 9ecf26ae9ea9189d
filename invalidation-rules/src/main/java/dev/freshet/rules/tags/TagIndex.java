package dev.freshet.rules.tags;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that are registered under tags, and which of them a change makes wrong: those that have
 * one of its tags, and those of which it is not known yet what they show.
 *
 * <p>What it is told of a page may be too much to keep, or may name a tag that no change can have.
 * Such a page would stay in the cache whatever happened, so it is refused: the caller deletes it.
 * Not thread-safe.
 */
public final class TagIndex {

  private static final Logger log = LoggerFactory.getLogger(TagIndex.class);

  /** With more tags than this a page counts for several, as it takes the memory of several. */
  static final int TAGS_OF_ONE = 32;

  private final KeySpace keys;
  private final Set<Kind> pages;
  private final List<KeyTemplate> templates;
  private final Consumer<TagRefusal> onRefused;

  private final Map<String, TagPages> byTag = new HashMap<>();
  private final Map<CacheKey, TaggedRegistration> byKey = new HashMap<>();

  /** Those that may show anything. */
  private final Set<TaggedRegistration> open = new LinkedHashSet<>();

  /** Those of which what they show may still be told, in their order, by their entries' ids. */
  private final Map<String, TaggedRegistration> loading = new LinkedHashMap<>();

  private final Map<TagRefusal, Integer> refusals = new EnumMap<>(TagRefusal.class);
  private int size;

  /**
   * An empty index.
   *
   * @param keys of all kinds
   * @param pages the kinds whose keys readers register
   * @param templates how the tags are written that changes can have
   * @param onRefused called for each page that is refused
   */
  public TagIndex(
      KeySpace keys,
      Set<Kind> pages,
      Collection<KeyTemplate> templates,
      Consumer<TagRefusal> onRefused) {
    this.keys = keys;
    this.pages = Set.copyOf(pages);
    this.templates = List.copyOf(templates);
    this.onRefused = onRefused;
  }

  /** The key that an entry registers; empty if it is of no kind. */
  public Optional<CacheKey> key(Map<String, String> fields) {
    return TaggedPage.key(fields, keys);
  }

  /**
   * Takes a registration.
   *
   * @param id of its entry
   * @param registeredAt in ms since 1970, by the server's clock
   * @param fields of the entry
   * @param room how many pages there is memory for
   * @return whether it was taken; if not, the page is to be deleted
   */
  public boolean add(String id, long registeredAt, Map<String, String> fields, int room) {
    Optional<TaggedPage> parsed = TaggedPage.of(fields, keys);
    if (parsed.isEmpty()) {
      return refuse(TagRefusal.INVALID, String.valueOf(fields));
    }
    TaggedPage page = parsed.get();
    if (!pages.contains(page.key().kind())) {
      return refuse(TagRefusal.KIND, page.key().name());
    }
    if (!isTakable(page.tags(), page.key(), 0, room)) {
      return false;
    }
    TaggedRegistration registration =
        new TaggedRegistration(page.key(), registeredAt, byKey.get(page.key()));
    byKey.put(page.key(), registration);
    size += weight(0);
    tag(registration, page.tags());
    if (!page.isComplete()) {
      open.add(registration);
      loading.put(id, registration);
    }
    return true;
  }

  /**
   * Takes what a page shows; nothing if its registration is not here.
   *
   * @param fields of the entry
   * @param room how many pages there is memory for
   * @return the page, if it was not taken and is to be deleted
   */
  public Optional<CacheKey> show(Map<String, String> fields, int room) {
    @Nullable TaggedRegistration page =
        ShownTags.registration(fields).map(loading::remove).orElse(null);
    if (page == null || page.isGone()) {
      return Optional.empty();
    }
    Optional<ShownTags> shown = ShownTags.of(fields);
    if (shown.isEmpty()) {
      boolean unused = refuse(TagRefusal.INVALID, page.key().name());
      return Optional.of(page.key());
    }
    int had = page.tags().length;
    if (!isTakable(shown.get().tags(), page.key(), had, room + weight(had))) {
      return Optional.of(page.key());
    }
    tag(page, shown.get().tags());
    open.remove(page);
    return Optional.empty();
  }

  /**
   * @param had how many the page has already
   */
  private boolean isTakable(Tags tags, CacheKey key, int had, int room) {
    if (had + tags.all().size() > Tags.MOST) {
      return refuse(TagRefusal.INVALID, key.name());
    }
    Optional<String> unknown = tags.all().stream().filter(tag -> !isKnown(tag)).findFirst();
    if (unknown.isPresent()) {
      return refuse(TagRefusal.UNKNOWN, key + " with " + unknown.get());
    }
    return weight(had + tags.all().size()) <= room || refuse(TagRefusal.FULL, key.name());
  }

  private boolean isKnown(String tag) {
    for (KeyTemplate template : templates) {
      if (tag.startsWith(template.prefix()) && template.matches(tag)) {
        return true;
      }
    }
    return false;
  }

  /** The log has the first, and then ever fewer. */
  private boolean refuse(TagRefusal why, String what) {
    onRefused.accept(why);
    int count = refusals.merge(why, 1, Integer::sum);
    if (Integer.bitCount(count) == 1) {
      log.warn(
          "Tags are refused, and the page is not cached ({}, {} so far): {}", why, count, what);
    }
    return false;
  }

  private void tag(TaggedRegistration page, Tags tags) {
    Set<TagPages> more = new LinkedHashSet<>();
    tags.all().forEach(tag -> more.add(byTag.computeIfAbsent(tag, TagPages::new)));
    for (TagPages had : page.tags()) {
      more.remove(had);
    }
    more.forEach(tag -> tag.add(page));
    size -= weight(page.tags().length);
    page.add(more);
    size += weight(page.tags().length);
  }

  private static int weight(int tags) {
    return Math.max(1, (tags + TAGS_OF_ONE - 1) / TAGS_OF_ONE);
  }

  /** How many pages they count for. */
  public int size() {
    return size;
  }

  /** The pages that a change with these tags may have made wrong. */
  public Set<CacheKey> alteredBy(Collection<String> tags) {
    Set<CacheKey> altered = new LinkedHashSet<>();
    if (tags.isEmpty()) {
      return altered;
    }
    open.forEach(page -> altered.add(page.key()));
    for (String tag : tags) {
      @Nullable TagPages tagged = byTag.get(tag);
      if (tagged != null) {
        tagged.forEach(page -> altered.add(page.key()));
      }
    }
    return altered;
  }

  /** To be called when the values and the leases of these pages are gone. */
  public void forget(Collection<CacheKey> gone) {
    for (CacheKey key : gone) {
      @Nullable TaggedRegistration page = byKey.remove(key);
      while (page != null) {
        leave(page);
        page = page.next();
      }
    }
  }

  /**
   * Forgets the dead.
   *
   * @param registered when the oldest that lives was registered, in ms since 1970
   * @param loaded when the oldest was registered of which it may still be told what it shows
   */
  public void trim(long registered, long loaded) {
    Iterator<Map.Entry<CacheKey, TaggedRegistration>> pages = byKey.entrySet().iterator();
    while (pages.hasNext()) {
      Map.Entry<CacheKey, TaggedRegistration> page = pages.next();
      @Nullable TaggedRegistration living = withoutDead(page.getValue(), registered);
      if (living == null) {
        pages.remove();
      } else {
        page.setValue(living);
      }
    }
    Iterator<TaggedRegistration> each = loading.values().iterator();
    while (each.hasNext() && each.next().registeredAt() < loaded) {
      each.remove();
    }
  }

  /** The rest of a page's registrations. */
  private @Nullable TaggedRegistration withoutDead(TaggedRegistration first, long registered) {
    @Nullable TaggedRegistration living = null;
    @Nullable TaggedRegistration page = first;
    while (page != null) {
      @Nullable TaggedRegistration next = page.next();
      if (page.registeredAt() < registered) {
        leave(page);
      } else {
        page.setNext(living);
        living = page;
      }
      page = next;
    }
    return living;
  }

  private void leave(TaggedRegistration page) {
    page.leave();
    open.remove(page);
    size -= weight(page.tags().length);
    for (TagPages tag : page.tags()) {
      tag.countGone();
      if (tag.isEmpty()) {
        byTag.remove(tag.tag());
      }
    }
  }

  /** To be called when the values and the leases of all pages are gone. */
  public void clear() {
    byTag.clear();
    byKey.clear();
    open.clear();
    loading.clear();
    size = 0;
  }
}
