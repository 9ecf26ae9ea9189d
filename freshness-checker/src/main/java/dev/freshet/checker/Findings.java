package dev.freshet.checker;

import dev.freshet.checker.history.Verdict;
import dev.freshet.keys.CacheKey;
import java.util.Map;

/**
 * What came of a round.
 *
 * @param recovered whether fences passed again when all faults were healed; if not, the cache was
 *     not compared
 * @param compared how many cached values were compared with the database
 * @param differences in words, of those that differed
 * @param counts of operations and faults by name
 */
record Findings(
    Verdict verdict,
    boolean recovered,
    int compared,
    Map<CacheKey, String> differences,
    Map<String, Long> counts) {

  boolean isClean() {
    return recovered && differences.isEmpty() && verdict.violations().isEmpty();
  }
}
