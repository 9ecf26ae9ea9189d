package dev.freshet.local.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The services' executable jars.
 *
 * @param api the application's
 */
public record ServiceJars(Path api, Path invalidator) {

  /** Those of the catalog. */
  public static ServiceJars find() {
    return find(Application.CATALOG);
  }

  /**
   * From system properties; otherwise where a build leaves them, below the working directory.
   *
   * @throws StackException when one is not there
   */
  public static ServiceJars find(Application application) {
    return new ServiceJars(jarOf(application.folder()), jarOf("cdc-invalidator"));
  }

  /** What {@code java} is to run. */
  public static List<String> program(Path jar) {
    return List.of("-jar", jar.toString());
  }

  private static Path jarOf(String folder) {
    String module = Path.of(folder).getFileName().toString();
    Path jar =
        Path.of(
            System.getProperty(
                "freshet." + module + ".jar", folder + "/target/" + module + ".jar"));
    if (!Files.isRegularFile(jar)) {
      throw new StackException(jar + " does not exist; build it with 'mvn package'");
    }
    return jar.toAbsolutePath();
  }
}
