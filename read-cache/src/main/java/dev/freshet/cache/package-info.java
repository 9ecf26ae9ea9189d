/** Reading through Redis: the whole policy, and nothing of what the values mean. */
@NullMarked
package dev.freshet.cache;

import org.jspecify.annotations.NullMarked;
