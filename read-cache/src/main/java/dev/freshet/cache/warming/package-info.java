/** Fills a cache that has lost its values with what is read most, before it is asked for. */
@NullMarked
package dev.freshet.cache.warming;

import org.jspecify.annotations.NullMarked;
