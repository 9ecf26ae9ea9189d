/** Many readers of one key that is invalidated or expires. */
@NullMarked
package dev.freshet.benchmarks.stampede;

import org.jspecify.annotations.NullMarked;
