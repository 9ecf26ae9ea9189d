/** How the cache is put together, and what operators see of it. */
@NullMarked
package dev.freshet.api.cache.config;

import org.jspecify.annotations.NullMarked;
