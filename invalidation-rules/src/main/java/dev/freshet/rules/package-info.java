/** What a change of a row makes wrong: from rows alone, without a server. */
@NullMarked
package dev.freshet.rules;

import org.jspecify.annotations.NullMarked;
