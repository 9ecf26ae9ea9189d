/** Real Redis servers. */
@NullMarked
package dev.freshet.local.redis;

import org.jspecify.annotations.NullMarked;
