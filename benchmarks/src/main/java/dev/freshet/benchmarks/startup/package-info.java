/** How long the services take to start. */
@NullMarked
package dev.freshet.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
