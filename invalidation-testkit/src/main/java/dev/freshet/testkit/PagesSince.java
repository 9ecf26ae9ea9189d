package dev.freshet.testkit;

import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import java.util.List;

/** The registry of pages from some entry on, to be read only. */
final class PagesSince implements RegistryStream {

  private final RegistryStream registry;
  private final StreamId first;

  /**
   * @param last the entry before the first one
   */
  PagesSince(RegistryStream registry, StreamId last) {
    this.registry = registry;
    this.first = new StreamId(last.millis(), last.sequence() + 1);
  }

  @Override
  public List<Entry> read(StreamId from, int count) throws InterruptedException {
    return registry.read(from.compareTo(first) < 0 ? first : from, count);
  }

  @Override
  public long now() throws InterruptedException {
    return registry.now();
  }

  @Override
  public StreamId append(String field, String value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void trimBefore(StreamId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void remove() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void announceFull() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void announceRoom() {
    throw new UnsupportedOperationException();
  }
}
