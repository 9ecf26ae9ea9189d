/** How often caches answer with what a finished write has replaced. */
@NullMarked
package dev.freshet.benchmarks.staleness;

import org.jspecify.annotations.NullMarked;
