/** The connection's settings as properties of Spring Boot, for programs that have it. */
@NullMarked
package dev.freshet.redis.spring;

import org.jspecify.annotations.NullMarked;
