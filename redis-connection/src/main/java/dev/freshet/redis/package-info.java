/** One connection to Redis for both services, so that they take the same URIs and fail alike. */
@NullMarked
package dev.freshet.redis;

import org.jspecify.annotations.NullMarked;
