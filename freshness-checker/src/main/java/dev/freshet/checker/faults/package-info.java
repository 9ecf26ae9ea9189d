/** What goes wrong during a round, and when. */
@NullMarked
package dev.freshet.checker.faults;

import org.jspecify.annotations.NullMarked;
