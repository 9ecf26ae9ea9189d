package dev.freshet.local.stack.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.process.ChildProcess;
import dev.freshet.local.process.Signals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, as a process with a temporary folder of its own. */
class QuickstartIT {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final String[] FREE_PORTS = {
    "--demo=100", "--api-port=0", "--invalidator-port=0", "--postgres-port=0", "--redis-port=0"
  };

  @TempDir Path files;
  @TempDir Path temporary;

  private @Nullable Process process;

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (process != null) {
      process.destroyForcibly();
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
    assertThat(ProcessHandle.allProcesses().filter(this::worksInTheFolder)).isEmpty();
  }

  private boolean worksInTheFolder(ProcessHandle candidate) {
    return candidate.info().commandLine().orElse("").contains(temporary.toString());
  }

  @Test
  void aCheckRunsTheMainJob() throws Exception {
    start("--check", "--demo", "1000");
    assertThat(exitCode()).as(errors()).isZero();
    assertThat(output()).contains("cold:", "; stored", "warm:", "; hit", "median").endsWith("OK\n");
    assertThat(errors()).isEmpty();
    System.out.print(output());
  }

  @Test
  void aCheckOfTheShopRunsTheSame() throws Exception {
    start("--shop", "--check", "--demo", "1000");
    assertThat(exitCode()).as(errors()).isZero();
    assertThat(output())
        .contains("cold:", "warm:", "GET /categories/1?channel=eu: median")
        .endsWith("OK\n");
    assertThat(errors()).isEmpty();
    System.out.print(output());
  }

  @Test
  void aTakenPortIsNamedWithItsOption() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      start("--redis-port", "" + taken.getLocalPort(), "--check");
      assertThat(exitCode()).isEqualTo(1);
      assertThat(errors())
          .isEqualTo(
              "Port %d on 127.0.0.1 is taken; choose another with --redis-port\n"
                  .formatted(taken.getLocalPort()));
      assertThat(output()).isEmpty();
    }
  }

  @Test
  void aBadOptionIsNamed() throws Exception {
    start("--frobnicate");
    assertThat(exitCode()).isEqualTo(2);
    assertThat(errors()).isEqualTo("Unknown option: '--frobnicate'; try --help\n");
  }

  /** A terminal's Ctrl-C goes to the services as well. */
  @Test
  void ctrlCStopsEverything() throws Exception {
    Process running = start(FREE_PORTS);
    awaitOutput("Ctrl-C stops everything.");
    assertThat(output()).contains("psql", "curl -i", "Authorization: Bearer", "api-service.log");
    List<ProcessHandle> all = new ArrayList<>(running.descendants().toList());
    all.add(running.toHandle());
    boolean background = ignoresInterrupts();
    Signals.send(background ? "TERM" : "INT", all);
    assertThat(exitCode()).isEqualTo(128 + (background ? 15 : 2));
    assertThat(errors()).isEmpty();
  }

  @Test
  void sigtermStopsAStartThatIsUnderWay() throws Exception {
    Process running = start(FREE_PORTS);
    awaitOutput("Starting the API");
    Signals.send("TERM", List.of(running.toHandle()));
    assertThat(exitCode()).isEqualTo(128 + 15);
    assertThat(errors()).isEmpty();
  }

  @Test
  void theDeathOfAServiceIsReported() throws Exception {
    Process running = start(FREE_PORTS);
    awaitOutput("Ctrl-C stops everything.");
    List<ProcessHandle> invalidators =
        running
            .descendants()
            .filter(child -> child.info().commandLine().orElse("").contains("cdc-invalidator.jar"))
            .toList();
    assertThat(invalidators).hasSize(1);
    Signals.send("KILL", invalidators);
    assertThat(exitCode()).isEqualTo(1);
    assertThat(errors())
        .startsWith("cdc-invalidator ended with exit code 137; stopping. Its last words:\n");
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(ChildProcess.java());
    command.add("-Djava.io.tmpdir=" + temporary);
    for (String module : List.of("api-service", "spring-jpa-shop", "cdc-invalidator")) {
      String property = "freshet." + module + ".jar";
      command.add("-D" + property + "=" + System.getProperty(property));
    }
    command.addAll(List.of("-jar", System.getProperty("freshet.local-stack.jar")));
    command.addAll(List.of(arguments));
    process =
        new ProcessBuilder(command)
            .redirectOutput(files.resolve("output").toFile())
            .redirectError(files.resolve("errors").toFile())
            .start();
    return process;
  }

  private int exitCode() throws InterruptedException {
    Process running = Objects.requireNonNull(process);
    assertThat(running.waitFor(120, TimeUnit.SECONDS)).as("ends in time").isTrue();
    return running.exitValue();
  }

  private void awaitOutput(String text) {
    await()
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> output().contains(text));
  }

  private String output() throws IOException {
    return Files.readString(files.resolve("output"), UTF_8);
  }

  private String errors() throws IOException {
    return Files.readString(files.resolve("errors"), UTF_8);
  }

  /**
   * As a shell has it for background jobs, and a JVM leaves it: SIGINT then does nothing at all.
   */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElseThrow();
    long interrupt = 1L << (2 - 1);
    return (Long.parseUnsignedLong(ignored, 16) & interrupt) != 0;
  }
}
