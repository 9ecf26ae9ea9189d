/** Applies changes to a cache: batches, visibility, purges, checkpoints, fences. */
@NullMarked
package dev.freshet.invalidation;

import org.jspecify.annotations.NullMarked;
