package dev.freshet.invalidation.visibility;

import dev.freshet.rules.Lookup;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** A database that is asked what rules look up, or what it has answered before. */
@FunctionalInterface
public interface Lookups {

  /** Answers nothing. */
  Lookups NONE = (lookups, maxFanout) -> new Looked(VisiblePoint.ofAll(0), Map.of(), Set.of());

  /**
   * A moment, and what look-ups find in it: by one snapshot. Of those that are not known to lead
   * anywhere, or nowhere, nothing is found.
   *
   * @param maxFanout how many keys one of them may lead to
   * @throws LookupException if the database does not answer these, or not in time
   */
  Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException;
}
