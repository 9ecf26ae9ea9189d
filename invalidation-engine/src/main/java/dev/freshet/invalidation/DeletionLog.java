package dev.freshet.invalidation;

import dev.freshet.keys.CacheKey;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.explanation.Answers;
import dev.freshet.rules.explanation.Explanation;
import java.util.Collection;
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
    for (RowChange change : changes) {
      log.debug(
          "{} transaction {}: {}",
          LogSequenceNumber.valueOf(change.lsn()).asString(),
          change.xid(),
          String.join(System.lineSeparator(), explanation.of(change)));
    }
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
}
