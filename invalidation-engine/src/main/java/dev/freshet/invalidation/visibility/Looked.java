package dev.freshet.invalidation.visibility;

import dev.freshet.rules.Lookup;
import dev.freshet.rules.explanation.Answers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.replication.LogSequenceNumber;

/**
 * What look-ups have found.
 *
 * @param point the moment that they show
 * @param found for each look-up that was answered the values for keys that it leads to
 * @param tooMany those that lead to more than is worth while
 */
public record Looked(
    VisiblePoint point, Map<Lookup, List<List<String>>> found, Set<Lookup> tooMany) {

  /** Whether it is known where the look-up leads, or that it leads to too much. */
  public boolean answers(Lookup lookup) {
    return found.containsKey(lookup) || tooMany.contains(lookup);
  }

  /** The same for an explanation. */
  public Answers.Found explained() {
    return new Answers.Found(LogSequenceNumber.valueOf(point.lsn()).asString(), found, tooMany);
  }
}
