package dev.freshet.checker;

import dev.freshet.checker.catalog.CatalogSubject;
import dev.freshet.checker.load.Subject;
import dev.freshet.checker.shop.ShopSubject;
import dev.freshet.checker.stack.Programs;
import dev.freshet.checker.stack.ProxiedStack;
import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.StackException;
import dev.freshet.local.stack.quickstart.StackFolder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.ParameterException;

/** The program. A signal interrupts the main thread, which stops all that it started. */
public final class Checker {

  private static final int CLEAN = 0;
  private static final int FOUND = 1;
  private static final int FAILED = 2;

  private Checker() {}

  /** Exits with 0 if nothing was found, 1 if something was, 2 if it could not run. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  private static int run(String[] arguments, PrintStream out, PrintStream err) {
    try {
      CheckerOptions options = CheckerOptions.of(arguments);
      if (options.help()) {
        out.print(CheckerOptions.usage());
        return CLEAN;
      }
      return StackFolder.run(folder -> runIn(folder, options, out, err));
    } catch (ParameterException e) {
      err.println(e.getMessage() + "; try --help");
      return FAILED;
    }
  }

  private static int runIn(
      StackFolder folder, CheckerOptions options, PrintStream out, PrintStream err) {
    try {
      return run(options, folder.path(), out).isClean() ? CLEAN : FOUND;
    } catch (InterruptedException e) {
      return FAILED;
    } catch (StackException | SQLException e) {
      err.println(e.getMessage());
      return FAILED;
    } catch (RuntimeException e) {
      e.printStackTrace(err);
      return FAILED;
    }
  }

  /**
   * Runs, and prints what happens.
   *
   * @param folder of the services' logs and temporary files
   * @return what was found
   */
  static Report run(CheckerOptions options, Path folder, PrintStream out)
      throws InterruptedException, SQLException {
    out.println("checker " + options);
    long start = System.nanoTime();
    Consumer<String> log =
        line -> out.printf("%8.2f s  %s%n", (System.nanoTime() - start) / 1e9, line);
    Report report = new Report(out);
    Subject subject = subject(options.subject());
    Programs programs = Programs.built(subject.application(), 2, options.invalidators());
    try (ProxiedStack stack =
            ProxiedStack.start(
                folder, subject.application(), subject.journal(), programs, options.redis());
        RedisConnections redis = RedisConnections.open(stack.redis())) {
      Duration left = options.duration();
      for (int round = 0; !left.isNegative() && !left.isZero(); round++) {
        Duration length = left.compareTo(options.round()) < 0 ? left : options.round();
        left = left.minus(length);
        Findings findings = new Round(subject, stack, redis, options, round, log).run(length);
        report.add(findings);
        if (!findings.recovered()) {
          break;
        }
      }
    } finally {
      report.print(options);
    }
    return report;
  }

  private static Subject subject(Application application) {
    return switch (application) {
      case CATALOG -> new CatalogSubject();
      case SHOP -> new ShopSubject();
    };
  }
}
