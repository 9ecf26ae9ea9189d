package dev.freshet.invalidation.recording;

import dev.freshet.keys.Kind;
import dev.freshet.rules.DatabaseFacts;
import dev.freshet.rules.Rules;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules by which a recording has looked up.
 *
 * @param fingerprints of the rules of each kind
 * @param facts that they had of the database
 */
public record RecordedRules(Map<Kind, String> fingerprints, DatabaseFacts facts) {

  public RecordedRules {
    fingerprints = Map.copyOf(fingerprints);
  }

  /**
   * From rules.
   *
   * @param rules with what the database knows
   */
  public static RecordedRules of(Rules rules) {
    return new RecordedRules(rules.fingerprints(), rules.facts());
  }

  /** The same rules, with what the recorded database knew. */
  public Rules complete(Rules written) {
    return written.with(facts);
  }

  /**
   * That answers may be missing, in one line, with what helps; empty if none is.
   *
   * @param complete what {@link #complete} has returned
   */
  public Optional<String> missing(Rules complete) {
    String differing =
        complete.fingerprints().entrySet().stream()
            .filter(now -> !now.getValue().equals(fingerprints.get(now.getKey())))
            .map(now -> now.getKey().name())
            .collect(Collectors.joining(", "));
    return differing.isEmpty() || !complete.looksUp()
        ? Optional.empty()
        : Optional.of(
            "It was recorded by other rules for %s: a look-up that it has no answer to purges its kind. Record again with these rules"
                .formatted(differing));
  }
}
