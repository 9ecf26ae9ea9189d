/**
 * The processes that keep copies of values in their own memory, as the invalidator deals with them:
 * by sessions, leases, and entries that they acknowledge.
 */
@NullMarked
package dev.freshet.invalidation.near;

import org.jspecify.annotations.NullMarked;
