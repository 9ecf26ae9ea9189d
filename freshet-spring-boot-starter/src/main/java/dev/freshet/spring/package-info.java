/** How the cache is put together, and what operators see of it. */
@NullMarked
package dev.freshet.spring;

import org.jspecify.annotations.NullMarked;
