package dev.freshet.local.stack.quickstart;

import dev.freshet.local.Ports;
import dev.freshet.local.stack.LocalStack;
import dev.freshet.local.stack.Options;
import dev.freshet.local.stack.Resources;
import dev.freshet.local.stack.ServiceJars;
import dev.freshet.local.stack.ServiceProcess;
import dev.freshet.local.stack.StackException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParameterException;

/**
 * The quickstart's program. The main thread owns all that it starts and is the one that stops it: a
 * signal interrupts it and waits until it has done so.
 */
public final class Quickstart {

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  /** A terminal's Ctrl-C reaches the services too, and may end one before it is noticed here. */
  private static final long SIGNAL_DELAY_MILLIS = 500;

  private final PrintStream out;
  private final PrintStream err;

  private Quickstart(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] arguments) {
    System.exit(new Quickstart(System.out, System.err).run(arguments));
  }

  private int run(String[] arguments) {
    try {
      Options options = Options.of(arguments);
      if (options.help()) {
        out.print(Resources.text("usage.txt"));
        return DONE;
      }
      return run(options);
    } catch (ParameterException e) {
      err.println(e.getMessage() + "; try --help");
      return MISUSED;
    }
  }

  private int run(Options options) {
    Optional<String> taken = takenPort(options);
    if (taken.isPresent()) {
      err.println(taken.get());
      return FAILED;
    }
    return StackFolder.run(folder -> runIn(folder, options));
  }

  private static Optional<String> takenPort(Options options) {
    return options.ports().entrySet().stream()
        .filter(port -> port.getValue() != 0 && !Ports.isFree(port.getValue()))
        .map(Quickstart::takenMessage)
        .findFirst();
  }

  private static String takenMessage(Map.Entry<String, Integer> port) {
    return "Port %d on 127.0.0.1 is taken; choose another with %s"
        .formatted(port.getValue(), port.getKey());
  }

  private int runIn(StackFolder folder, Options options) {
    try (LocalStack stack =
        LocalStack.start(
            options,
            folder.path(),
            ServiceJars.find(options.application()),
            Map.of(),
            step -> out.println(step + " ..."))) {
      if (options.check()) {
        Check.run(stack, out::println);
        out.println("OK");
        return DONE;
      }
      out.print(new Guide(stack));
      ServiceProcess ended = stack.awaitEnd();
      Thread.sleep(SIGNAL_DELAY_MILLIS);
      throw new StackException(
          "%s ended with exit code %d; stopping. Its last words:%n%s"
              .formatted(ended.name(), ended.process().exitValue(), ended.tail()));
    } catch (InterruptedException e) {
      return DONE;
    } catch (RuntimeException e) {
      // What breaks while a signal stops everything is no news.
      if (!folder.isSignalled()) {
        err.println(e instanceof StackException ? e.getMessage() : folder.describe(e));
      }
      return FAILED;
    }
  }
}
