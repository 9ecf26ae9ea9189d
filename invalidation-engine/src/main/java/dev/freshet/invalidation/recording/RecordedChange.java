package dev.freshet.invalidation.recording;

import dev.freshet.rules.RowChange;
import java.util.Optional;

/**
 * One change of a recording.
 *
 * @param answers what was looked up for the changes since the last that has answers, or since the
 *     transaction began
 * @param last whether it is the last of its transaction
 */
record RecordedChange(RowChange change, Optional<RecordedAnswers> answers, boolean last) {}
