package dev.freshet.invalidation;

import dev.freshet.keys.Kind;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Query;
import dev.freshet.rules.Rules;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the queries have found for placeholders that no row tells, such as the channels. Not
 * thread-safe.
 */
final class Values {

  private final Map<Query, List<String>> answers = new HashMap<>();

  /** The questions to ask before keys of these kinds can be written. */
  Set<Lookup> missing(Rules rules, Collection<Kind> kinds) {
    Set<Lookup> missing = new HashSet<>();
    for (Kind kind : kinds) {
      for (Query query : rules.kind(kind).queries()) {
        if (!answers.containsKey(query)) {
          missing.add(question(kind, query));
        }
      }
    }
    return missing;
  }

  /** What is known of the values that keys of these kinds are written with. */
  Map<Lookup, List<List<String>>> known(Rules rules, Collection<Kind> kinds) {
    Map<Lookup, List<List<String>>> known = new HashMap<>();
    for (Kind kind : kinds) {
      for (Query query : rules.kind(kind).queries()) {
        Optional.ofNullable(answers.get(query))
            .ifPresent(
                found -> known.put(question(kind, query), found.stream().map(List::of).toList()));
      }
    }
    return known;
  }

  private static Lookup question(Kind kind, Query query) {
    return new Lookup(kind, query, List.of());
  }

  /** To be called when a change may have altered the answers to these. */
  void forget(Collection<Query> queries) {
    queries.forEach(answers::remove);
  }

  /** Takes what has been found. */
  void learn(Query query, List<List<String>> found) {
    answers.put(query, found.stream().map(row -> row.get(0)).distinct().toList());
  }

  /** The answer, which must be known. */
  List<String> of(Query query) {
    return answers.getOrDefault(query, List.of());
  }

  void clear() {
    answers.clear();
  }
}
