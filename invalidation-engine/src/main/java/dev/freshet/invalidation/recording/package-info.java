/** Files of changes. */
@NullMarked
package dev.freshet.invalidation.recording;

import org.jspecify.annotations.NullMarked;
