package dev.freshet.invalidator.replay;

import dev.freshet.invalidator.invalidation.RowChange;

/**
 * One change of a recording.
 *
 * @param last whether it is the last of its transaction
 */
public record RecordedChange(RowChange change, boolean last) {}
