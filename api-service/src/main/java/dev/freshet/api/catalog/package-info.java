/** Products and categories: reads, cached reads, writes, and their HTTP. */
@NullMarked
package dev.freshet.api.catalog;

import org.jspecify.annotations.NullMarked;
