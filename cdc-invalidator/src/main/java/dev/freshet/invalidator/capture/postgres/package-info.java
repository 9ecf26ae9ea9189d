/** What PostgreSQL says of itself: the slot, what the log carries, whether it can be followed. */
@NullMarked
package dev.freshet.invalidator.capture.postgres;

import org.jspecify.annotations.NullMarked;
