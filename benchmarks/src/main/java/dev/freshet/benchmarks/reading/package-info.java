/** Reads that hit the cache. */
@NullMarked
package dev.freshet.benchmarks.reading;

import org.jspecify.annotations.NullMarked;
