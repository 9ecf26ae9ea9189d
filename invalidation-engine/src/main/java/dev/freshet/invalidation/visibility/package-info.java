/** When what the log says is what queries see, and what they find then. */
@NullMarked
package dev.freshet.invalidation.visibility;

import org.jspecify.annotations.NullMarked;
