/** Read your own writes: how a write waits until no cache holds what it made wrong. */
@NullMarked
package dev.freshet.cache.fence;

import org.jspecify.annotations.NullMarked;
