/**
 * What happened in a run, and the decision whether it was right: pure functions of what was
 * recorded. All times are {@link System#nanoTime()} of the checker's process.
 */
@NullMarked
package dev.freshet.checker.history;

import org.jspecify.annotations.NullMarked;
