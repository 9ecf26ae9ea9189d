package dev.freshet.local.stack;

import dev.freshet.local.Ports;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What the command line asks for. A port of 0 stands for any free one.
 *
 * @param demoProducts how many products there are to try things with
 * @param check run the main job once and stop
 */
public record Options(
    boolean help,
    boolean check,
    Application application,
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

  private static final int LARGEST_DEMO = 1_000_000;
  private static final int LARGEST_PORT = 65_535;

  /**
   * Reads {@code --option value} and {@code --option=value}; the last of equal options counts.
   *
   * @throws ParameterException with a message for the user
   */
  public static Options of(String... arguments) {
    List<OptionSpec> specs =
        List.of(
            OptionSpec.builder("--check").build(),
            OptionSpec.builder("--shop").build(),
            CommandLines.number(DEMO, 1, LARGEST_DEMO),
            CommandLines.number(API_PORT, 0, LARGEST_PORT),
            CommandLines.number(INVALIDATOR_PORT, 0, LARGEST_PORT),
            CommandLines.number(POSTGRES_PORT, 0, LARGEST_PORT),
            CommandLines.number(REDIS_PORT, 0, LARGEST_PORT));
    ParseResult given = CommandLines.parse(specs, arguments);
    boolean check = given.hasMatchedOption("--check");
    Options options =
        new Options(
            given.isUsageHelpRequested(),
            check,
            given.hasMatchedOption("--shop") ? Application.SHOP : Application.CATALOG,
            given.matchedOptionValue(DEMO, 10_000),
            given.matchedOptionValue(API_PORT, check ? 0 : 8080),
            given.matchedOptionValue(INVALIDATOR_PORT, check ? 0 : 8081),
            given.matchedOptionValue(POSTGRES_PORT, check ? 0 : 15432),
            given.matchedOptionValue(REDIS_PORT, check ? 0 : 16379));
    Map<Integer, String> names = new HashMap<>();
    options
        .ports()
        .forEach(
            (name, port) -> {
              @Nullable String other = port == 0 ? null : names.put(port, name);
              if (other != null) {
                throw new ParameterException(
                    given.commandSpec().commandLine(),
                    other + " and " + name + " are both " + port);
              }
            });
    return options;
  }

  /** By option, in the order of the services' start. */
  public Map<String, Integer> ports() {
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
        application,
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
