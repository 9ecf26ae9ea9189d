package dev.freshet.invalidation.visibility;

import dev.freshet.rules.Lookup;
import java.util.Collection;
import java.util.Map;

/**
 * What the primary says of its transactions. Its methods throw what the client of the database
 * throws when it cannot be asked.
 */
public interface Transactions {

  /** The present moment: what every snapshot from now on sees. */
  VisiblePoint now();

  /**
   * The present moment, and what look-ups find in it: by one snapshot.
   *
   * @param maxFanout how many keys one of them may lead to
   * @throws LookupException if the database does not answer these, or not in time
   */
  Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException;

  /** Who has written to the tables and is not over, in words, by the 32 low bits of its id. */
  Map<Long, String> writers();

  /** Who has these ids, in words, as far as that is known. */
  Map<Long, String> describe(Collection<Long> xids);
}
