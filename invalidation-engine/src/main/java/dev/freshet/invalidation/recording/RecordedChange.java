package dev.freshet.invalidation.recording;

import dev.freshet.rules.RowChange;

/**
 * One change of a recording.
 *
 * @param last whether it is the last of its transaction
 */
public record RecordedChange(RowChange change, boolean last) {}
