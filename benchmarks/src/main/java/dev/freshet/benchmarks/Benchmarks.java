package dev.freshet.benchmarks;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.freshet.local.stack.StackFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;

/** The program. A signal interrupts the main thread, which stops all that it started. */
public final class Benchmarks {

  private static final long STOP_LIMIT_SECONDS = 40;

  private Benchmarks() {}

  /** Exits with 0 if all was measured, 1 if something failed, 2 if the options are wrong. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    CountDownLatch stopped = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main, stopped), "stop"));
    int code;
    try (StackFolder folder = StackFolder.create()) {
      code = command(new BenchmarkCommand(folder.path(), System.out)).execute(arguments);
    } finally {
      stopped.countDown();
    }
    System.exit(code);
  }

  static CommandLine command(BenchmarkCommand command) {
    List<String> footer = new ArrayList<>(List.of("", "Experiments:"));
    footer.addAll(command.experimentLines());
    CommandLine line = new CommandLine(command).setUsageHelpAutoWidth(true);
    line.getCommandSpec().usageMessage().footer(footer.toArray(String[]::new));
    return line;
  }

  private static void stop(Thread main, CountDownLatch stopped) {
    main.interrupt();
    try {
      boolean unused = stopped.await(STOP_LIMIT_SECONDS, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
