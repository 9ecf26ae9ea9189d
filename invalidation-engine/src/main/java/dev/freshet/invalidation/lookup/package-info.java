/** The SQL that asks a database what rules look up. */
@NullMarked
package dev.freshet.invalidation.lookup;

import org.jspecify.annotations.NullMarked;
