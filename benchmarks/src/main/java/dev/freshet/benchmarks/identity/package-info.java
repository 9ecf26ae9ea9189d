/** What logging rows as they were costs, without anybody who follows. */
@NullMarked
package dev.freshet.benchmarks.identity;

import org.jspecify.annotations.NullMarked;
