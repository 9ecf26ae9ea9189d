package dev.freshet.local.stack;

import dev.freshet.local.Ports;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for. A port of 0 stands for any free one.
 *
 * @param demoProducts how many products the demo catalog has
 * @param check run the main job once and stop
 */
public record Options(
    boolean help,
    boolean check,
    int demoProducts,
    int apiPort,
    int invalidatorPort,
    int postgresPort,
    int redisPort) {

  static final String DEMO = "--demo";
  static final String API_PORT = "--api-port";
  static final String INVALIDATOR_PORT = "--invalidator-port";
  static final String POSTGRES_PORT = "--postgres-port";
  static final String REDIS_PORT = "--redis-port";

  private static final Set<String> SWITCHES = Set.of("--help", "-h", "--check");
  private static final Set<String> NUMBERS =
      Set.of(DEMO, API_PORT, INVALIDATOR_PORT, POSTGRES_PORT, REDIS_PORT);
  private static final int LARGEST_DEMO = 1_000_000;
  private static final int LARGEST_PORT = 65_535;

  /**
   * Reads {@code --option value} and {@code --option=value}; the last of equal options counts.
   *
   * @throws BadOptionException with a message for the user
   */
  public static Options of(String... arguments) {
    Arguments given = Arguments.read(arguments, SWITCHES, NUMBERS, "a number");
    boolean check = given.has("--check");
    Options options =
        new Options(
            given.has("--help") || given.has("-h"),
            check,
            (int) given.number(DEMO, 1, LARGEST_DEMO, 10_000),
            port(given, API_PORT, check ? 0 : 8080),
            port(given, INVALIDATOR_PORT, check ? 0 : 8081),
            port(given, POSTGRES_PORT, check ? 0 : 15432),
            port(given, REDIS_PORT, check ? 0 : 16379));
    options.requireDistinctPorts();
    return options;
  }

  private static int port(Arguments given, String name, int otherwise) {
    return (int) given.number(name, 0, LARGEST_PORT, otherwise);
  }

  private void requireDistinctPorts() {
    Map<Integer, String> names = new HashMap<>();
    ports()
        .forEach(
            (name, port) -> {
              @Nullable String other = port == 0 ? null : names.put(port, name);
              if (other != null) {
                throw new BadOptionException(other + " and " + name + " are both " + port);
              }
            });
  }

  /** By option, in the order of the services' start. */
  Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put(POSTGRES_PORT, postgresPort);
    ports.put(REDIS_PORT, redisPort);
    ports.put(API_PORT, apiPort);
    ports.put(INVALIDATOR_PORT, invalidatorPort);
    return ports;
  }

  /** The same, with a free port in place of each 0. */
  Options withFreePorts() {
    return new Options(
        help,
        check,
        demoProducts,
        freeIfZero(apiPort),
        freeIfZero(invalidatorPort),
        freeIfZero(postgresPort),
        freeIfZero(redisPort));
  }

  private static int freeIfZero(int port) {
    return port == 0 ? Ports.free() : port;
  }
}
