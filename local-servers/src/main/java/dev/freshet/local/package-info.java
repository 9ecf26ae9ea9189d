/**
 * Real PostgreSQL and real Redis for the tests and the quickstart: embedded binaries by default,
 * containers with {@code -Dbackends=containers} where a Docker engine answers.
 */
@NullMarked
package dev.freshet.local;

import org.jspecify.annotations.NullMarked;
