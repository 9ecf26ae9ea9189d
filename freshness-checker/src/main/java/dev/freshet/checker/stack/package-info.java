/** The services that are checked, behind connections that can be cut. */
@NullMarked
package dev.freshet.checker.stack;

import org.jspecify.annotations.NullMarked;
