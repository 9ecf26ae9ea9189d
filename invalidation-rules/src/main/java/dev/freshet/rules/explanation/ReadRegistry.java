package dev.freshet.rules.explanation;

import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** A registry that is only read, and what was read of it. */
final class ReadRegistry implements RegistryStream {

  private final RegistryStream registry;
  private final TreeMap<StreamId, Entry> entries = new TreeMap<>();

  ReadRegistry(RegistryStream registry) {
    this.registry = registry;
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  @Override
  public List<Entry> read(StreamId from, int count) throws InterruptedException {
    List<Entry> read = registry.read(from, count);
    read.forEach(entry -> entries.put(entry.id(), entry));
    return read;
  }

  @Override
  public long now() throws InterruptedException {
    return registry.now();
  }

  @Override
  public StreamId append(String field, String value) {
    throw new IllegalStateException("the registry has been emptied meanwhile");
  }

  @Override
  public void trimBefore(StreamId id) {}

  @Override
  public void remove() {}

  @Override
  public void announceFull() {}

  @Override
  public void announceRoom() {}
}
