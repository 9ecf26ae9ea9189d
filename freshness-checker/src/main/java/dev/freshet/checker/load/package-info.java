/** The writers and readers of a round, and what they note. */
@NullMarked
package dev.freshet.checker.load;

import org.jspecify.annotations.NullMarked;
