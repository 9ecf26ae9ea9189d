/** Programs that answer as the API does, in the ways that a user would pick instead. */
@NullMarked
package dev.freshet.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
