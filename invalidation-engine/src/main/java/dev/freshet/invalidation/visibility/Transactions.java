package dev.freshet.invalidation.visibility;

import java.util.Collection;
import java.util.Map;

/**
 * What the primary says of its transactions. Its methods throw what the client of the database
 * throws when it cannot be asked.
 */
public interface Transactions extends Lookups {

  /** The present moment: what every snapshot from now on sees. */
  VisiblePoint now();

  /** Who has written to the tables and is not over, in words, by the 32 low bits of its id. */
  Map<Long, String> writers();

  /** Who has these ids, in words, as far as that is known. */
  Map<Long, String> describe(Collection<Long> xids);
}
