package dev.freshet.invalidation.recording;

import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Path;
import dev.freshet.rules.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Lookup} as text, which says the same in any program.
 *
 * @param by the path, or the query
 * @param isPath which of the two it is
 * @param from the values that it begins with; null only for a query
 * @param tag what is written with what is found; empty if it is the kind's keys
 */
record Question(
    Kind kind, String by, boolean isPath, List<@Nullable String> from, Optional<String> tag)
    implements Comparable<Question> {

  private static final Comparator<Question> ORDER =
      Comparator.comparing(Question::kind)
          .thenComparing(question -> question.tag().orElse(""))
          .thenComparing(Question::by)
          .thenComparing(question -> question.from().toString());

  Question {
    from = Collections.unmodifiableList(new ArrayList<>(from));
  }

  static Question of(Lookup lookup) {
    return new Question(
        lookup.kind(),
        lookup.source() instanceof Query query ? query.text() : lookup.source().toString(),
        lookup.source() instanceof Path,
        lookup.inputs(),
        lookup.tag().map(KeyTemplate::toString));
  }

  /** For those who read the file. */
  @Override
  public int compareTo(Question other) {
    return ORDER.compare(this, other);
  }
}
