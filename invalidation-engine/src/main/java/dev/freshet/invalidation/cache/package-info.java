/** What invalidation asks of the cache, whatever keeps it. */
@NullMarked
package dev.freshet.invalidation.cache;

import org.jspecify.annotations.NullMarked;
