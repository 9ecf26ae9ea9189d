package dev.freshet.local.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/** The services' executable jars. */
record ServiceJars(Path api, Path invalidator) {

  /**
   * From system properties; otherwise where a build leaves them, below the working directory.
   *
   * @throws StackException when one is not there
   */
  static ServiceJars find() {
    return new ServiceJars(jarOf("api-service"), jarOf("cdc-invalidator"));
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
