/**
 * Follows PostgreSQL's write-ahead log and deletes the cache keys that a committed change made
 * wrong.
 */
@NullMarked
package dev.freshet.invalidator;

import org.jspecify.annotations.NullMarked;
