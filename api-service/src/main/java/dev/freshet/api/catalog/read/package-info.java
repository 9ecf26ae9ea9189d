/** The catalog as PostgreSQL has it. */
@NullMarked
package dev.freshet.api.catalog.read;

import org.jspecify.annotations.NullMarked;
