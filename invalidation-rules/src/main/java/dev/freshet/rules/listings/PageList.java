package dev.freshet.rules.listings;

import java.util.Arrays;
import java.util.function.Consumer;

/** Two pages or more. */
final class PageList implements Pages {

  private RegisteredPage[] pages;

  /** Of the page at the same place. */
  private long[] signatures;

  private int size;

  PageList(RegisteredPage first, RegisteredPage second) {
    pages = new RegisteredPage[] {first, second};
    signatures = new long[] {first.signature(), second.signature()};
    size = 2;
  }

  @Override
  public Pages with(RegisteredPage page) {
    if (size == pages.length) {
      int capacity = size + (size >> 2) + 1;
      pages = Arrays.copyOf(pages, capacity);
      signatures = Arrays.copyOf(signatures, capacity);
    }
    pages[size] = page;
    signatures[size] = page.signature();
    size++;
    return this;
  }

  @Override
  public long signature() {
    return Signature.ANYTHING;
  }

  @Override
  public void forEach(Consumer<RegisteredPage> consumer) {
    for (int i = 0; i < size; i++) {
      consumer.accept(pages[i]);
    }
  }

  @Override
  public void forEachCandidate(Update update, Consumer<RegisteredPage> consumer) {
    for (int i = 0; i < size; i++) {
      if (update.mayAlter(signatures[i])) {
        consumer.accept(pages[i]);
      }
    }
  }

  /** Begins with the youngest, as that is the one, as a rule. */
  @Override
  public void update(RegisteredPage page) {
    int i = size - 1;
    while (pages[i] != page) {
      i--;
    }
    signatures[i] = page.signature();
  }
}
