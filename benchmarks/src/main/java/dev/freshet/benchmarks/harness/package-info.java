/** How experiments run: contestants in alternation, real servers, services as processes. */
@NullMarked
package dev.freshet.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
