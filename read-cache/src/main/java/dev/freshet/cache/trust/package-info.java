/** Whether what the cache has can be used, by how far invalidation is. */
@NullMarked
package dev.freshet.cache.trust;

import org.jspecify.annotations.NullMarked;
