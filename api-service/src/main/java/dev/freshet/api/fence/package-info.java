/** Read your own writes: how a write waits until no cache holds what it made wrong. */
@NullMarked
package dev.freshet.api.fence;

import org.jspecify.annotations.NullMarked;
