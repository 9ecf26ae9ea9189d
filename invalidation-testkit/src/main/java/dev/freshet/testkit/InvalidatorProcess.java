package dev.freshet.testkit;

import dev.freshet.local.Folders;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The invalidator's jar as a process of its own, which ends with this JVM. */
final class InvalidatorProcess implements AutoCloseable {

  /** Names the jar where it is not on the class path, as in an IDE that has the module open. */
  static final String JAR_PROPERTY = "freshet.cdc-invalidator.jar";

  private static final String IN_JAR =
      "BOOT-INF/classes/dev/freshet/invalidator/InvalidatorApplication.class";

  private static final String OUTPUT = "output.log";
  private static final int TAIL_LINES = 15;

  /** What the environment may have for the program under test, or for the JVM that tests it. */
  private static final List<String> NOT_INHERITED =
      List.of(
          "SPRING_", "FRESHET_", "SERVER_", "MANAGEMENT_", "LOGGING_", "JAVA_TOOL_", "JDK_JAVA_");

  private final Process process;
  private final Path folder;
  private final Thread killAtExit;

  private InvalidatorProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.killAtExit = new Thread(process::destroyForcibly, "invalidator-cleaner");
    try {
      Runtime.getRuntime().addShutdownHook(killAtExit);
    } catch (IllegalStateException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * Starts it without waiting for anything.
   *
   * @param settings Spring properties, as environment variables
   */
  static InvalidatorProcess start(Map<String, String> settings) {
    Path jar = jar();
    // Spring Boot reads configuration from the working directory too.
    Path folder = Folders.temporary("freshet-invalidator-");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), OUTPUT));
    builder
        .environment()
        .keySet()
        .removeIf(name -> NOT_INHERITED.stream().anyMatch(name::startsWith));
    builder.environment().putAll(settings);
    try {
      return new InvalidatorProcess(builder.start(), folder);
    } catch (IOException e) {
      Folders.delete(folder);
      throw new UncheckedIOException("cannot start the invalidator", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it printed last. */
  String tail() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve(OUTPUT));
      return lines.stream()
          .skip(Math.max(0, lines.size() - TAIL_LINES))
          .map(line -> "  " + line)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "  no output: " + e;
    }
  }

  /** At once: nothing of what it knows is needed any more. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
      Runtime.getRuntime().removeShutdownHook(killAtExit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // The JVM is going down, and the hook has nothing left to do.
    }
    Folders.delete(folder);
  }

  private static Path jar() {
    @Nullable String configured = System.getProperty(JAR_PROPERTY);
    if (configured != null) {
      Path jar = Path.of(configured).toAbsolutePath();
      if (!Files.isRegularFile(jar)) {
        throw new IllegalStateException(JAR_PROPERTY + " names " + jar + ", where no file is");
      }
      return jar;
    }
    @Nullable URL inside = InvalidatorProcess.class.getClassLoader().getResource(IN_JAR);
    if (inside == null) {
      throw new IllegalStateException(
          "the invalidator's runnable jar is not on the class path. In a build of Freshet itself,"
              + " run 'mvn verify', not 'mvn test', or name the jar: -D"
              + JAR_PROPERTY
              + "=.../cdc-invalidator.jar");
    }
    try {
      URLConnection connection = inside.openConnection();
      return Path.of(((JarURLConnection) connection).getJarFileURL().toURI());
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot tell which jar " + inside + " is in", e);
    }
  }
}
