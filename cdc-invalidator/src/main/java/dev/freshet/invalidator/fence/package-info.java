/** Tells programs that cannot speak Redis when what they have written is applied. */
@NullMarked
package dev.freshet.invalidator.fence;

import org.jspecify.annotations.NullMarked;
