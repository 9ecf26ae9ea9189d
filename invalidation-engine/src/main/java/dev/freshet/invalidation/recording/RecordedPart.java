package dev.freshet.invalidation.recording;

import dev.freshet.rules.RowChange;
import java.util.List;

/**
 * A transaction of a recording, or a part of a long one, in the order of the log.
 *
 * @param changes at least one
 * @param answers what was looked up for them
 * @param isEnd whether the transaction ends with it
 */
public record RecordedPart(List<RowChange> changes, RecordedAnswers answers, boolean isEnd) {

  public RecordedPart {
    changes = List.copyOf(changes);
  }
}
