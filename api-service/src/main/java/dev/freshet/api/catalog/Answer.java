package dev.freshet.api.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A value as clients get it.
 *
 * @param json the value's JSON in UTF-8; shared, not to be changed
 * @param value null if it came from the cache, for the JSON is all that is kept then
 */
record Answer<V>(byte[] json, @Nullable V value) {}
