package dev.freshet.invalidation;

import dev.freshet.keys.CacheKey;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.explanation.Answers;
import dev.freshet.rules.explanation.Explanation;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of each change what it has deleted, and by which way, in the words of {@link Explanation}:
 * where this class's logger is at DEBUG, since it takes longer than the deletions.
 */
final class DeletionLog {

  private static final Logger log = LoggerFactory.getLogger(DeletionLog.class);

  /** More names nobody reads. */
  private static final int MOST_PAGES = 100;

  /** Whether changes are to be kept for it. */
  boolean isOn() {
    return log.isDebugEnabled();
  }

  /**
   * To be called when all is deleted.
   *
   * @param changes in the order of the log
   * @param answers to what was looked up for them
   * @param pages that were deleted because of them
   */
  void write(
      Rules rules,
      Collection<RowChange> changes,
      Answers.Found answers,
      Collection<CacheKey> pages) {
    Explanation explanation = Explanation.byRule(rules).asking(lookups -> answers);
    changes.forEach(change -> write(change, explanation));
    if (!pages.isEmpty()) {
      log.debug(
          "Pages that show it: {}{}",
          pages.stream()
              .map(CacheKey::name)
              .sorted()
              .limit(MOST_PAGES)
              .collect(Collectors.joining(", ")),
          pages.size() > MOST_PAGES ? " and %,d more".formatted(pages.size() - MOST_PAGES) : "");
    }
  }

  private static void write(RowChange change, Explanation explanation) {
    String place = LogSequenceNumber.valueOf(change.lsn()).asString();
    try {
      List<String> lines = explanation.of(change);
      log.debug(
          "{} transaction {}: {}", place, change.xid(), String.join(System.lineSeparator(), lines));
    } catch (RuntimeException e) {
      // What was done cannot fail any more because of what is said about it.
      log.debug("{} transaction {}: cannot be explained", place, change.xid(), e);
    }
  }
}
