/** From a row change to the keys that it makes wrong, and their deletion. */
@NullMarked
package dev.freshet.invalidator.invalidation;

import org.jspecify.annotations.NullMarked;
