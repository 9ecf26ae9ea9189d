package dev.freshet.local.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {

  @TempDir private Path folder;

  @Test
  void endsWithTheJvmThatStartedIt() throws IOException, InterruptedException {
    Process starter =
        new ProcessBuilder(
                ChildProcess.java("-cp", classPath(), Starter.class.getName(), folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String pid = new String(starter.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(starter.waitFor()).isZero();
    assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** Ends without closing what it has started. */
  static final class Starter {
    public static void main(String[] arguments) {
      ServiceProcess service =
          ServiceProcess.start(
              "service",
              List.of("-cp", classPath(), Service.class.getName()),
              1,
              Map.of(),
              Path.of(arguments[0]));
      System.out.println(service.process().pid());
    }
  }

  /** Does nothing until it is told to end. */
  static final class Service {
    public static void main(String[] arguments) throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }
}
