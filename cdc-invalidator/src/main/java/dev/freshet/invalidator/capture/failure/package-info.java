/** What failures mean, and which of them trying again does not mend. */
@NullMarked
package dev.freshet.invalidator.capture.failure;

import org.jspecify.annotations.NullMarked;
