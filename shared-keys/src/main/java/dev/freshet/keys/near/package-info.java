/** What the invalidator and the processes that keep copies in their memory tell each other. */
@NullMarked
package dev.freshet.keys.near;

import org.jspecify.annotations.NullMarked;
