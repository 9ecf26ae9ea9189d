package dev.freshet.checker.history;

/**
 * Redis came back as it had been earlier.
 *
 * @param begin before it went down
 * @param up when it answered again
 */
public record Rollback(long begin, long up) {}
