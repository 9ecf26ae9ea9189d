/** Everything on one machine: servers, both services, a demo catalog, and a check that it works. */
@NullMarked
package dev.freshet.local.stack;

import org.jspecify.annotations.NullMarked;
