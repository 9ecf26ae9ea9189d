package dev.freshet.benchmarks.startup;

import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.local.process.ChildProcess;
import dev.freshet.local.stack.ServiceJars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A service's jar taken apart, and an archive of its classes, made as the images make them: by a
 * start that reaches no server and ends before anything runs.
 *
 * @param jar of the service's own classes, beside a folder of its libraries
 * @param archive of the classes
 */
record Layout(Path jar, Path archive) {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Map<String, String> NOWHERE =
      Map.of(
          "SPRING_DATASOURCE_URL",
          "jdbc:postgresql://127.0.0.1:1/none",
          "SPRING_FLYWAY_CONNECT_RETRIES",
          "0",
          "FRESHET_REDIS_URI",
          "redis://127.0.0.1:1",
          "FRESHET_WRITE_TOKEN",
          "none");

  static Layout of(Setup setup, Path built) throws InterruptedException {
    Path folder = setup.folder().resolve(built.getFileName() + "-extracted");
    run(
        setup,
        List.of(
            "-Djarmode=tools",
            "-jar",
            built.toString(),
            "extract",
            "--destination",
            folder.toString()),
        setup.folder().resolve("extract.log"));
    Layout layout = new Layout(folder.resolve(built.getFileName()), folder.resolve("app.jsa"));
    run(
        setup,
        List.of(
            "-XX:ArchiveClassesAtExit=" + layout.archive(),
            "-Dspring.context.exit=onRefresh",
            "-jar",
            layout.jar().toString()),
        setup.folder().resolve("archive.log"));
    if (!Files.exists(layout.archive())) {
      throw new IllegalStateException("there is no archive of the classes of " + built);
    }
    return layout;
  }

  private static void run(Setup setup, List<String> program, Path log) throws InterruptedException {
    List<String> command = new ArrayList<>(setup.java());
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(NOWHERE);
    try (ChildProcess process = new ChildProcess(builder, log, Duration.ZERO)) {
      if (!process.awaitEnd(LIMIT)) {
        throw new IllegalStateException(program + " does not end:\n" + process.tail());
      }
    }
  }

  /** What {@code java} is to run. */
  List<String> program() {
    return ServiceJars.program(jar);
  }

  /** The same with the archive. */
  List<String> withArchive() {
    List<String> all = new ArrayList<>();
    all.add("-XX:SharedArchiveFile=" + archive);
    all.addAll(program());
    return all;
  }
}
