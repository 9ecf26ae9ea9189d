package dev.freshet.local;

/** Where the servers run; chosen once per JVM by the system property {@code backends}. */
public enum Backends {
  EMBEDDED,
  CONTAINERS;

  public static final String POSTGRES_IMAGE = "postgres:18";
  public static final String REDIS_IMAGE = "redis:7.4";

  public static Backends chosen() {
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
