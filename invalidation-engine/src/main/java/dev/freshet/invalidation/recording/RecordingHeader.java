package dev.freshet.invalidation.recording;

import java.time.Instant;

/**
 * Where a recording comes from, for those who read it; replay does not look at it.
 *
 * @param recordedAt when the recording began, by the recorder's clock
 */
public record RecordingHeader(
    Instant recordedAt, String database, String publication, String slot) {}
