/** The catalog and its API as a subject. */
@NullMarked
package dev.freshet.checker.catalog;

import org.jspecify.annotations.NullMarked;
