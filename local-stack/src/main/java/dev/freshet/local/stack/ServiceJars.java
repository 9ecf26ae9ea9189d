package dev.freshet.local.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The services' executable jars. */
public record ServiceJars(Path api, Path invalidator) {

  /**
   * From system properties; otherwise where a build leaves them, below the working directory.
   *
   * @throws StackException when one is not there
   */
  public static ServiceJars find() {
    return new ServiceJars(jarOf("api-service"), jarOf("cdc-invalidator"));
  }

  /** What {@code java} is to run. */
  public static List<String> program(Path jar) {
    return List.of("-jar", jar.toString());
  }

  private static Path jarOf(String module) {
    Path jar =
        Path.of(
            System.getProperty(
                "freshet." + module + ".jar", module + "/target/" + module + ".jar"));
    if (!Files.isRegularFile(jar)) {
      throw new StackException(jar + " does not exist; build it with 'mvn package'");
    }
    return jar.toAbsolutePath();
  }
}
