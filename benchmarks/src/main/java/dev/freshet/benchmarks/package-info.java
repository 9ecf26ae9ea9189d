/** The program that measures. */
@NullMarked
package dev.freshet.benchmarks;

import org.jspecify.annotations.NullMarked;
