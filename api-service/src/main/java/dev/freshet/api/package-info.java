/** The catalog's HTTP API. */
@NullMarked
package dev.freshet.api;

import org.jspecify.annotations.NullMarked;
