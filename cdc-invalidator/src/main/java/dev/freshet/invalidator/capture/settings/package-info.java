/** How changes are captured, as configured. */
@NullMarked
package dev.freshet.invalidator.capture.settings;

import org.jspecify.annotations.NullMarked;
