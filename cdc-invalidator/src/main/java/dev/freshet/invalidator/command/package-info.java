/** The command line: {@code record}, {@code replay} and {@code explain}. */
@NullMarked
package dev.freshet.invalidator.command;

import org.jspecify.annotations.NullMarked;
