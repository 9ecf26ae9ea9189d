package dev.freshet.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The load generator wrk, which takes less of the machine than a JVM does. It asks as fast as it is
 * answered, so only its throughput is used.
 */
record Wrk(Path executable) {

  private static final Pattern REQUESTS = Pattern.compile("(?m)^ *(\\d+) requests in ");
  private static final Pattern RATE = Pattern.compile("(?m)^Requests/sec: +([\\d.]+)$");
  private static final Pattern FAILURES = Pattern.compile("(?m)^ *(Non-2xx.*|Socket errors.*)$");

  private static final String SCRIPT =
      """
      local paths = {%s}
      local requests = {}
      local next = 0
      function init(args)
        for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
      end
      function request()
        next = next %% #requests + 1
        return requests[next]
      end
      """;

  /** The one on the path of executables, if there is one. */
  static Optional<Wrk> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "wrk"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Wrk::new);
  }

  Throughput run(int port, List<String> paths, int connections, Duration time)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("wrk-", ".lua");
    try {
      Files.writeString(
          script,
          SCRIPT.formatted(
              paths.stream().map(path -> '"' + path + '"').collect(Collectors.joining(","))));
      Process process =
          new ProcessBuilder(
                  executable.toString(),
                  "-t1",
                  "-c" + connections,
                  "-d" + Math.max(1, time.toSeconds()) + "s",
                  "-s" + script,
                  "http://127.0.0.1:" + port)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException("wrk ended with " + exit + ": " + output);
      }
      return parse(output);
    } finally {
      Files.delete(script);
    }
  }

  /**
   * @throws IOException if a request failed, or this is not what wrk prints
   */
  static Throughput parse(String output) throws IOException {
    Matcher failures = FAILURES.matcher(output);
    Matcher requests = REQUESTS.matcher(output);
    Matcher rate = RATE.matcher(output);
    if (failures.find() || !requests.find() || !rate.find()) {
      throw new IOException("wrk: " + output);
    }
    return new Throughput(Double.parseDouble(rate.group(1)), Long.parseLong(requests.group(1)));
  }
}
