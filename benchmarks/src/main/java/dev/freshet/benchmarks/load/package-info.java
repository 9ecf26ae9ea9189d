/** HTTP load that does not hide what it waits for. */
@NullMarked
package dev.freshet.benchmarks.load;

import org.jspecify.annotations.NullMarked;
