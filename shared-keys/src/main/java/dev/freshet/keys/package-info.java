/** What two processes must agree on byte for byte. */
@NullMarked
package dev.freshet.keys;

import org.jspecify.annotations.NullMarked;
