/** The cache's ports, on Redis. */
@NullMarked
package dev.freshet.api.cache.redis;

import org.jspecify.annotations.NullMarked;
