/**
 * What listings are asked for: their parameters, what these mean in SQL, and what their pages show.
 */
@NullMarked
package dev.freshet.catalog.listings;

import org.jspecify.annotations.NullMarked;
