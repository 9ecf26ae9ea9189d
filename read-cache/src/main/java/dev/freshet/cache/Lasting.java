package dev.freshet.cache;

import java.time.Duration;

/**
 * A value and how long it is cached yet.
 *
 * @param life at most what was left to some value of the key before this one was read; zero: that
 *     is not known
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Lasting(byte[] bytes, Duration life) {}
