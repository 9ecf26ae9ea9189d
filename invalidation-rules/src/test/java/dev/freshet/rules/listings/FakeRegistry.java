package dev.freshet.rules.listings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A stream in memory. */
final class FakeRegistry implements RegistryStream {

  final TreeMap<StreamId, Map<String, String>> entries = new TreeMap<>();
  long now = 1_000_000_000;

  boolean full;
  private int added;

  StreamId add(Map<String, String> fields) {
    StreamId id = new StreamId(now, added++);
    entries.put(id, fields);
    return id;
  }

  @Override
  public List<Entry> read(StreamId from, int count) {
    return entries.tailMap(from, true).entrySet().stream()
        .limit(count)
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  @Override
  public StreamId append(String field, String value) {
    return add(Map.of(field, value));
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public void trimBefore(StreamId id) {
    entries.headMap(id, false).clear();
  }

  @Override
  public void remove() {
    entries.clear();
  }

  @Override
  public void announceFull() {
    full = true;
  }

  @Override
  public void announceRoom() {
    full = false;
  }
}
