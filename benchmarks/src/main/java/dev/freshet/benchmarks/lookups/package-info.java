/** What it costs that a changed row does not have the key's columns itself. */
@NullMarked
package dev.freshet.benchmarks.lookups;

import org.jspecify.annotations.NullMarked;
