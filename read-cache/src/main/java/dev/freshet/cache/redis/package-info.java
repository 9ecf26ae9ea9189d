/** The cache's ports, on Redis. */
@NullMarked
package dev.freshet.cache.redis;

import org.jspecify.annotations.NullMarked;
