package dev.freshet.benchmarks.harness;

import dev.freshet.local.stack.ServiceJars;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How this run measures.
 *
 * @param quick whether only to show that everything works
 * @param javaHome of the JDK that the services run on
 * @param javaOptions of the services' JVMs
 * @param before the jar of another version's invalidator, for experiments that compare the two
 * @param folder for logs and temporary files
 * @param facts what the report is to say of the run; experiments add the servers' versions
 * @param progress what happens is told here
 */
public record Setup(
    boolean quick,
    Path javaHome,
    List<String> javaOptions,
    Optional<Path> before,
    Path folder,
    Map<String, String> facts,
    PrintStream progress) {

  public Setup {
    javaOptions = List.copyOf(javaOptions);
  }

  /** The one in a full run, the other in a quick one. */
  public <T> T either(T full, T inQuick) {
    return quick ? inQuick : full;
  }

  public void say(String format, Object... values) {
    progress.println("  " + String.format(Locale.ROOT, format, values));
  }

  /** The {@code java} of the services, and its options. */
  public List<String> java() {
    List<String> java = new ArrayList<>();
    java.add(javaHome.resolve("bin").resolve("java").toString());
    java.addAll(javaOptions);
    return java;
  }

  /** The API and the invalidator as they are built. */
  public ServiceJars jars() {
    return ServiceJars.find();
  }

  /** What {@code java} is to run for a program of this module. */
  public static List<String> program(Class<?> main) {
    return List.of("-cp", System.getProperty("java.class.path"), main.getName());
  }
}
