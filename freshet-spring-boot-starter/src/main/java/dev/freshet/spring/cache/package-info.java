/** Spring's cache abstraction on the read-through cache. */
@NullMarked
package dev.freshet.spring.cache;

import org.jspecify.annotations.NullMarked;
