/** Whether what the cache has can be used, by how far invalidation is. */
@NullMarked
package dev.freshet.api.cache.trust;

import org.jspecify.annotations.NullMarked;
