package dev.freshet.invalidation.recording;

import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.Lookups;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.rules.Lookup;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a database has answered when changes were recorded. It answers the same again, and nothing
 * else.
 *
 * @param lsn up to where in the write-ahead log the answers may show changes
 * @param found the values for keys that a look-up leads to
 * @param tooMany those that lead to more than the rules allowed
 */
public record RecordedAnswers(
    long lsn, Map<Question, List<List<String>>> found, Set<Question> tooMany) implements Lookups {

  /** Nothing was asked, or answered. */
  public static final RecordedAnswers NONE = new RecordedAnswers(0, Map.of(), Set.of());

  public RecordedAnswers {
    found = Map.copyOf(found);
    tooMany = Set.copyOf(tooMany);
  }

  static RecordedAnswers of(Looked looked) {
    Map<Question, List<List<String>>> found = new HashMap<>();
    Set<Question> tooMany = new HashSet<>();
    looked.tooMany().forEach(lookup -> tooMany.add(Question.of(lookup)));
    looked
        .found()
        .forEach(
            (lookup, values) -> {
              if (!looked.tooMany().contains(lookup)) {
                found.put(Question.of(lookup), values);
              }
            });
    return new RecordedAnswers(looked.point().lsn(), found, tooMany);
  }

  @Override
  public Looked lookUp(Collection<Lookup> lookups, int maxFanout) {
    Map<Lookup, List<List<String>>> answered = new HashMap<>();
    Set<Lookup> many = new HashSet<>();
    for (Lookup lookup : lookups) {
      Question question = Question.of(lookup);
      List<List<String>> values = found.getOrDefault(question, List.of());
      if (tooMany.contains(question) || values.size() > maxFanout) {
        many.add(lookup);
      } else if (found.containsKey(question)) {
        answered.put(lookup, values);
      }
    }
    return new Looked(VisiblePoint.ofAll(lsn), answered, many);
  }
}
