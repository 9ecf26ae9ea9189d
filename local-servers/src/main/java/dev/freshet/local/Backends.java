package dev.freshet.local;

/** Where the servers run; chosen once per JVM by the system property {@code backends}. */
enum Backends {
  EMBEDDED,
  CONTAINERS;

  static final String POSTGRES_IMAGE = "postgres:18";
  static final String REDIS_IMAGE = "redis:7.4";

  static Backends chosen() {
    String name = System.getProperty("backends", "embedded");
    return switch (name) {
      case "embedded" -> EMBEDDED;
      case "containers" -> CONTAINERS;
      default ->
          throw new IllegalArgumentException(
              "backends is '" + name + "'; it must be 'embedded' or 'containers'");
    };
  }
}
