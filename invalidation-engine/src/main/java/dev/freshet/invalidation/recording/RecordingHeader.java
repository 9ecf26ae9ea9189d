package dev.freshet.invalidation.recording;

import java.time.Instant;

/**
 * Where a recording comes from, for those who read it; of that, replay looks at the rules only.
 *
 * @param recordedAt when the recording began, by the recorder's clock
 * @param rules by which was looked up
 */
public record RecordingHeader(
    Instant recordedAt, String database, String publication, String slot, RecordedRules rules) {}
