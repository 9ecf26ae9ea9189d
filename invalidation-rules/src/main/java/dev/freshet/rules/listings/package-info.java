/**
 * Which listings and category pages may be cached now, and which of them a change of a product
 * alters.
 */
@NullMarked
package dev.freshet.rules.listings;

import org.jspecify.annotations.NullMarked;
