package dev.freshet.invalidation.visibility;

import dev.freshet.rules.Lookup;
import java.util.Collection;

/** A database that is asked what rules look up. */
@FunctionalInterface
public interface Lookups {

  /**
   * The present moment, and what look-ups find in it: by one snapshot.
   *
   * @param maxFanout how many keys one of them may lead to
   * @throws LookupException if the database does not answer these, or not in time
   */
  Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException;
}
