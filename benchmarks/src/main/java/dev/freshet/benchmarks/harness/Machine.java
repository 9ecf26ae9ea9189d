package dev.freshet.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The machine, and the versions of what runs on it. */
public final class Machine {

  private Machine() {}

  public static void describe(Map<String, String> facts) {
    facts.put(
        "CPU",
        Runtime.getRuntime().availableProcessors()
            + " cores, "
            + line(Path.of("/proc/cpuinfo"), "model name").orElse(System.getProperty("os.arch")));
    facts.put("Memory", line(Path.of("/proc/meminfo"), "MemTotal").orElse("unknown"));
    facts.put("System", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("Load average at the start", load());
    libraries().forEach((name, version) -> facts.put(name, version));
  }

  /** What {@code java -version} says of a JDK. */
  public static String jdk(Path home) {
    Path release = home.resolve("release");
    return line(release, "IMPLEMENTOR").map(Machine::unquoted).orElse("JDK")
        + " "
        + line(release, "JAVA_RUNTIME_VERSION")
            .or(() -> line(release, "JAVA_VERSION"))
            .map(Machine::unquoted)
            .orElse("of unknown version");
  }

  private static String load() {
    return Double.toString(
        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static Map<String, String> libraries() {
    Properties versions = new Properties();
    try (InputStream stream = Machine.class.getResourceAsStream("/versions.properties")) {
      versions.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> sorted = new TreeMap<>();
    versions.stringPropertyNames().forEach(name -> sorted.put(name, versions.getProperty(name)));
    return sorted;
  }

  /** The value of the first line that begins with the name. */
  private static Optional<String> line(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).replaceFirst("^\\s*[:=]\\s*", "").strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String unquoted(String text) {
    return text.replace("\"", "");
  }
}
