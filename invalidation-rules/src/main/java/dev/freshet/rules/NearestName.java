package dev.freshet.rules;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody may have meant who wrote a name that is not there. */
public final class NearestName {

  /** Names in which as many characters are wrong are others. */
  private static final int FAR = 3;

  private NearestName() {}

  /**
   * A sentence to put behind a message, such as {@code . Did you mean watch?}; empty if no name is
   * near. Case and quotes make no difference.
   */
  public static String suggestion(String wrong, Collection<String> known) {
    String plain = plain(wrong);
    return known.stream()
        .filter(right -> isNear(plain, plain(right)))
        .min(
            Comparator.comparingInt((String right) -> distance(plain, plain(right)))
                .thenComparing(Comparator.naturalOrder()))
        .map(right -> ". Did you mean %s?".formatted(right))
        .orElse("");
  }

  private static boolean isNear(String wrong, String right) {
    return !wrong.isEmpty()
        && (right.startsWith(wrong)
            || right.endsWith(wrong)
            || Math.abs(wrong.length() - right.length()) < FAR
                && distance(wrong, right) < Math.min(FAR, wrong.length()));
  }

  private static String plain(String name) {
    return name.replace("\"", "").toLowerCase(Locale.ROOT);
  }

  /** How many characters must be added, removed or replaced: Levenshtein's distance. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
