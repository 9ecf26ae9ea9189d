/** Changes of the catalog. Nothing here knows of the cache. */
@NullMarked
package dev.freshet.api.catalog.write;

import org.jspecify.annotations.NullMarked;
