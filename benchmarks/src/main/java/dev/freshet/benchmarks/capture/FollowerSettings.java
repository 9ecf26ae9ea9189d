package dev.freshet.benchmarks.capture;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/** What a program of this package that follows the log is told, by the services' own variables. */
record FollowerSettings(
    String jdbcUrl,
    String user,
    String password,
    String redisUri,
    String slot,
    String publication) {

  static final String SLOT = "FRESHET_CAPTURE_SLOT";

  /** The invalidator's default, and the name in publication.sql. */
  private static final String PUBLICATION = "freshet";

  static FollowerSettings of(Map<String, String> environment) {
    return new FollowerSettings(
        requireNonNull(environment.get("SPRING_DATASOURCE_URL"), "SPRING_DATASOURCE_URL"),
        requireNonNull(environment.get("SPRING_DATASOURCE_USERNAME"), "SPRING_DATASOURCE_USERNAME"),
        requireNonNull(environment.get("SPRING_DATASOURCE_PASSWORD"), "SPRING_DATASOURCE_PASSWORD"),
        requireNonNull(environment.get("FRESHET_REDIS_URI"), "FRESHET_REDIS_URI"),
        requireNonNull(environment.get(SLOT), SLOT),
        PUBLICATION);
  }
}
