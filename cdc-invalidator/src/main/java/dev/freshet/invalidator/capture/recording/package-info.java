/** Records changes into a file. */
@NullMarked
package dev.freshet.invalidator.capture.recording;

import org.jspecify.annotations.NullMarked;
