/** Which pages are registered under which tags. */
@NullMarked
package dev.freshet.rules.tags;

import org.jspecify.annotations.NullMarked;
