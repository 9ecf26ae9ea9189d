/** The example of an application with JPA as a subject. */
@NullMarked
package dev.freshet.checker.shop;

import org.jspecify.annotations.NullMarked;
