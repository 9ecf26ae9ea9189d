package dev.freshet.invalidator.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The commands of the invalidator's jar. None of them starts the service, or Spring.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrongly called.
 */
@Command(
    name = "cdc-invalidator",
    description = {
      "Follows PostgreSQL's write-ahead log and deletes the cache keys that a committed change made"
          + " wrong.",
      "Without a command it runs the service; see docs/invalidator.md for its settings, such as"
          + " --server.port=8081.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "'cdc-invalidator COMMAND --help' says more. Exit codes: 0 done, 1 failed, 2 wrongly called."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      RecordCommand.class,
      ReplayCommand.class,
      ExplainCommand.class,
      RulesCommand.class
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
public final class Commands implements Runnable {

  @Spec private CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  private boolean help;

  private final StopRequest stopRequest = new StopRequest();

  private Commands() {}

  StopRequest stopRequest() {
    return stopRequest;
  }

  /** Whether these arguments are for a command, and not for the service. */
  public static boolean isMeant(String[] args) {
    return args.length > 0
        && (!args[0].startsWith("-") || args[0].equals("--help") || args[0].equals("-h"));
  }

  /**
   * Runs a command.
   *
   * @return what the process is to exit with
   */
  public static int run(String[] args) {
    logNothing();
    return run(
        new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8), args);
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    Commands commands = new Commands();
    int code = commandLine(commands).setOut(out).setErr(err).execute(args);
    commands.stopRequest().ended(code);
    return code;
  }

  private static CommandLine commandLine(Commands commands) {
    return new CommandLine(commands)
        .registerConverter(Duration.class, Commands::duration)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println(line(failure));
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** What libraries would log the commands say themselves, in one line. */
  private static void logNothing() {
    String property = "logback.configurationFile";
    if (System.getProperty(property) == null) {
      System.setProperty(property, "dev/freshet/invalidator/command/logback.xml");
    }
  }

  private static String line(Exception failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    if (failure instanceof CommandException) {
      return message;
    }
    String line = message.lines().findFirst().orElse(failure.toString());
    if (failure instanceof NoSuchFileException) {
      return "There is no " + line;
    }
    if (failure instanceof FileAlreadyExistsException) {
      return line + " exists; it is overwritten only with --force";
    }
    return failure instanceof AccessDeniedException ? "No access to " + line : line;
  }

  private static Duration duration(String text) {
    Duration duration = DurationStyle.SIMPLE.parse(text);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("must be positive");
    }
    return duration;
  }
}
