package dev.freshet.rules.tags;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The registrations under one tag. A page is under many tags, so that leaving them must not depend
 * on how many pages each has: it is only counted, and the gone are taken out when they are half.
 */
final class TagPages {

  private static final int SMALLEST = 4;

  private final String tag;
  private TaggedRegistration[] pages = new TaggedRegistration[1];
  private int size;
  private int gone;

  TagPages(String tag) {
    this.tag = tag;
  }

  String tag() {
    return tag;
  }

  void add(TaggedRegistration page) {
    if (size == pages.length) {
      pages = Arrays.copyOf(pages, Math.max(SMALLEST, size + size / 2));
    }
    pages[size] = page;
    size++;
  }

  /** To be called once for each that has left. */
  void countGone() {
    gone++;
    if (gone > SMALLEST && gone > size / 2) {
      pages =
          Arrays.stream(pages, 0, size)
              .filter(page -> !page.isGone())
              .toArray(TaggedRegistration[]::new);
      size = pages.length;
      gone = 0;
    }
  }

  boolean isEmpty() {
    return size == gone;
  }

  void forEach(Consumer<TaggedRegistration> consumer) {
    for (int i = 0; i < size; i++) {
      if (!pages[i].isGone()) {
        consumer.accept(pages[i]);
      }
    }
  }
}
