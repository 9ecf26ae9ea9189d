package dev.freshet.cache.fence;

import dev.freshet.keys.FenceToken;

/**
 * What a committed transaction has written.
 *
 * @param token the point in the write-ahead log behind it
 * @param applied false: a cache may still hold what was there before
 */
public record Fenced<V>(V value, FenceToken token, boolean applied) {}
