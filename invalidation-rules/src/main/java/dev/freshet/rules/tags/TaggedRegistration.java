package dev.freshet.rules.tags;

import dev.freshet.keys.CacheKey;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** One registration of one page; a page that was loaded several times may have several. */
final class TaggedRegistration {

  private static final TagPages[] NONE = {};

  private final CacheKey key;

  /** In ms since 1970, by the server's clock. */
  private final long registeredAt;

  /** Of the same page. */
  private @Nullable TaggedRegistration next;

  private TagPages[] tags = NONE;
  private boolean isGone;

  TaggedRegistration(CacheKey key, long registeredAt, @Nullable TaggedRegistration next) {
    this.key = key;
    this.registeredAt = registeredAt;
    this.next = next;
  }

  CacheKey key() {
    return key;
  }

  long registeredAt() {
    return registeredAt;
  }

  @Nullable TaggedRegistration next() {
    return next;
  }

  void setNext(@Nullable TaggedRegistration other) {
    next = other;
  }

  TagPages[] tags() {
    return tags;
  }

  /** To be called with those that it is kept under from now on, besides the others. */
  void add(Collection<TagPages> more) {
    TagPages[] all = Arrays.copyOf(tags, tags.length + more.size());
    int at = tags.length;
    for (TagPages each : more) {
      all[at++] = each;
    }
    tags = all;
  }

  /** Whether the index has it no more. */
  boolean isGone() {
    return isGone;
  }

  void leave() {
    isGone = true;
  }
}
