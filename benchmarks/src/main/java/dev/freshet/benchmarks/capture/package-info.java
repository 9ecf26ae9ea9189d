/** From a commit until the keys are gone, beside other ways to follow the write-ahead log. */
@NullMarked
package dev.freshet.benchmarks.capture;

import org.jspecify.annotations.NullMarked;
