/**
 * The checker: attacks the whole stack, and looks for reads that should not have been answered so.
 */
@NullMarked
package dev.freshet.checker;

import org.jspecify.annotations.NullMarked;
