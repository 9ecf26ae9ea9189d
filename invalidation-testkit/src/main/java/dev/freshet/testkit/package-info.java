/** Tests of what changes do to the cache, with real servers and the real invalidator. */
@NullMarked
package dev.freshet.testkit;

import org.jspecify.annotations.NullMarked;
