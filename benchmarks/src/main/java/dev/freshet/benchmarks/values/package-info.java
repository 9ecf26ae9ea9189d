/** Bytes and time of the cached values' formats, and what values cost in memory. */
@NullMarked
package dev.freshet.benchmarks.values;

import org.jspecify.annotations.NullMarked;
