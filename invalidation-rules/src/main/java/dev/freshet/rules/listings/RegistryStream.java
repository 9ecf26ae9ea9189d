package dev.freshet.rules.listings;

import java.util.List;
import java.util.Map;

/**
 * The stream in which readers register the pages that they are about to fill. Every method throws
 * an unchecked exception if Redis does not do it.
 */
public interface RegistryStream {

  /**
   * Entries in the order of their ids.
   *
   * @param from the first id, inclusive
   * @param count the most to return
   */
  List<Entry> read(StreamId from, int count) throws InterruptedException;

  /** Appends an entry with one field. */
  StreamId append(String field, String value) throws InterruptedException;

  /** The server's clock, which ids come from, in ms since 1970. */
  long now() throws InterruptedException;

  /** Removes the entries with smaller ids. */
  void trimBefore(StreamId id) throws InterruptedException;

  /** Removes all entries, and the last id that was given. */
  void remove() throws InterruptedException;

  /** Has readers register nothing for a while. */
  void announceFull() throws InterruptedException;

  /** Has readers register again. */
  void announceRoom() throws InterruptedException;

  /** One entry of the stream. */
  record Entry(StreamId id, Map<String, String> fields) {}
}
