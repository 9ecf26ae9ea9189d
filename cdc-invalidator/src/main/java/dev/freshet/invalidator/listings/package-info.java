/** Which listings may be cached now. The one place that will learn which of them a row touches. */
@NullMarked
package dev.freshet.invalidator.listings;

import org.jspecify.annotations.NullMarked;
