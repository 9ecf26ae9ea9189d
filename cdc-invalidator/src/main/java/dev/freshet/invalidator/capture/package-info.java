/** The change stream: Debezium's engine and its lifecycle, and its records as row changes. */
@NullMarked
package dev.freshet.invalidator.capture;

import org.jspecify.annotations.NullMarked;
