package dev.freshet.testkit;

import dev.freshet.local.Folders;
import dev.freshet.local.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The invalidator's jar as a process of its own. */
final class InvalidatorProcess extends ChildProcess {

  /** Names the jar where it is not on the class path, as in an IDE that has the module open. */
  static final String JAR_PROPERTY = "freshet.cdc-invalidator.jar";

  private static final String IN_JAR =
      "BOOT-INF/classes/dev/freshet/invalidator/InvalidatorApplication.class";

  /** What the environment may have for the program under test, or for the JVM that tests it. */
  private static final List<String> NOT_INHERITED =
      List.of(
          "SPRING_", "FRESHET_", "SERVER_", "MANAGEMENT_", "LOGGING_", "JAVA_TOOL_", "JDK_JAVA_");

  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

  private final Path folder;

  private InvalidatorProcess(ProcessBuilder program, Path folder) {
    super(program, folder.resolve("output.log"), Duration.ZERO);
    this.folder = folder;
  }

  /**
   * Starts it without waiting for anything.
   *
   * @param settings Spring properties, as environment variables
   */
  static InvalidatorProcess start(Map<String, String> settings) {
    return start(settings, List.of());
  }

  /**
   * Runs one of its commands to its end.
   *
   * @return what it printed
   * @throws IllegalArgumentException if it fails; the message is what it printed
   */
  static String run(Map<String, String> settings, String... command) {
    try (InvalidatorProcess process = start(settings, List.of(command))) {
      if (!process.awaitEnd(COMMAND_LIMIT)) {
        throw new IllegalStateException(
            "'%s' does not end: %s".formatted(String.join(" ", command), process.tail()));
      }
      if (process.process().exitValue() != 0) {
        throw new IllegalArgumentException(process.output().strip());
      }
      return process.output();
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  private static InvalidatorProcess start(Map<String, String> settings, List<String> arguments) {
    Path jar = jar();
    // Spring Boot reads configuration from the working directory too.
    Path folder = Folders.temporary("freshet-invalidator-");
    List<String> command =
        new ArrayList<>(smallJava("-Djava.io.tmpdir=" + folder, "-jar", jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> NOT_INHERITED.stream().anyMatch(name::startsWith));
    builder.environment().putAll(settings);
    try {
      return new InvalidatorProcess(builder, folder);
    } catch (UncheckedIOException e) {
      Folders.delete(folder);
      throw e;
    }
  }

  /** At once: nothing of what it knows is needed any more. */
  @Override
  public void close() {
    super.close();
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
