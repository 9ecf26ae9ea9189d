/** Processes and containers that end with the program that started them. */
@NullMarked
package dev.freshet.local.process;

import org.jspecify.annotations.NullMarked;
