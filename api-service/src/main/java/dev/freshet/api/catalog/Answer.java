package dev.freshet.api.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A value as clients get it.
 *
 * @param json the value's JSON in UTF-8; shared, not to be changed
 * @param value null if the JSON was at hand without it, which it never is after a load
 */
record Answer<V>(byte[] json, @Nullable V value) {}
