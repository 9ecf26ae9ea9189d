/** Hits from this process's own memory that are as exact as those from Redis. */
@NullMarked
package dev.freshet.cache.near;

import org.jspecify.annotations.NullMarked;
