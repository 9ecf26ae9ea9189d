/** A first rules file for a schema that is there already. */
@NullMarked
package dev.freshet.invalidator.command.suggest;

import org.jspecify.annotations.NullMarked;
