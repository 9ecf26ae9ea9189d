/** Applies recorded changes to a Redis, without a database. */
@NullMarked
package dev.freshet.invalidation.replay;

import org.jspecify.annotations.NullMarked;
