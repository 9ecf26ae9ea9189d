/** Clients that mean harm: what anybody who reaches the services' ports can do. */
@NullMarked
package dev.freshet.checker.attack;

import org.jspecify.annotations.NullMarked;
