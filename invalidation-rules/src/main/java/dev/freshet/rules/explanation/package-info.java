/** Which keys a change deletes and why, for people. */
@NullMarked
package dev.freshet.rules.explanation;

import org.jspecify.annotations.NullMarked;
