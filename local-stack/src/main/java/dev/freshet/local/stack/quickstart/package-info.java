/** The quickstart: a demo on this machine, and a check that it does what it says. */
@NullMarked
package dev.freshet.local.stack.quickstart;

import org.jspecify.annotations.NullMarked;
