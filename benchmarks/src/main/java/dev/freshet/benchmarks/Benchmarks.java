package dev.freshet.benchmarks;

import dev.freshet.local.stack.quickstart.StackFolder;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The program. A signal interrupts the main thread, which stops all that it started. */
public final class Benchmarks {

  private Benchmarks() {}

  /** Exits with 0 if all was measured, 1 if something failed, 2 if the options are wrong. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    System.exit(
        StackFolder.run(
            folder -> command(new BenchmarkCommand(folder.path(), System.out)).execute(arguments)));
  }

  static CommandLine command(BenchmarkCommand command) {
    List<String> footer = new ArrayList<>(List.of("", "Experiments:"));
    footer.addAll(command.experimentLines());
    CommandLine line = new CommandLine(command).setUsageHelpAutoWidth(true);
    line.getCommandSpec().usageMessage().footer(footer.toArray(String[]::new));
    return line;
  }
}
