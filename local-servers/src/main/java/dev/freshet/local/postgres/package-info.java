/** Real PostgreSQL servers. */
@NullMarked
package dev.freshet.local.postgres;

import org.jspecify.annotations.NullMarked;
