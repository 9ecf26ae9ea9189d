/** The catalog: its values and their bytes, its listings and what they mean in SQL. */
@NullMarked
package dev.freshet.catalog;

import org.jspecify.annotations.NullMarked;
