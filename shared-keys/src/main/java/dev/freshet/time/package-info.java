/** Waiting: pauses between tries, threads that repeat, and time that a test can let pass. */
@NullMarked
package dev.freshet.time;

import org.jspecify.annotations.NullMarked;
