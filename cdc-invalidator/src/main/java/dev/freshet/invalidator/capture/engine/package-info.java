/** Debezium's engine, as the log is read by it, and what its records say. */
@NullMarked
package dev.freshet.invalidator.capture.engine;

import org.jspecify.annotations.NullMarked;
