package dev.freshet.local.stack;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** What the programs' command lines have in common. */
public final class CommandLines {

  private CommandLines() {}

  /**
   * Reads these options and {@code --help}; the last of equal options counts.
   *
   * @throws ParameterException with a message for the user
   */
  public static ParseResult parse(List<OptionSpec> options, String... arguments) {
    CommandSpec spec = CommandSpec.create();
    spec.addOption(OptionSpec.builder("--help", "-h").usageHelp(true).build());
    options.forEach(spec::addOption);
    return new CommandLine(spec)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A value may begin with -h.
        .setAllowOptionsAsOptionParameters(true)
        .parseArgs(arguments);
  }

  /** An option with a value. */
  public static <T> OptionSpec option(String name, Class<T> type, ITypeConverter<T> converter) {
    return OptionSpec.builder(name).type(type).converters(converter).paramLabel("VALUE").build();
  }

  /** An option whose value is a number in this range. */
  public static OptionSpec number(String name, int least, int most) {
    return option(name, Integer.class, text -> parse(text, least, most));
  }

  private static int parse(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (least <= number && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below fits this case too.
    }
    throw new TypeConversionException(
        "'%s' is no number from %d to %d".formatted(text, least, most));
  }
}
