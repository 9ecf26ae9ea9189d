/** Recordings of changes: their file format, their replay, and why a change deletes which keys. */
@NullMarked
package dev.freshet.invalidator.replay;

import org.jspecify.annotations.NullMarked;
