package dev.freshet.local.stack;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command line of switches, and of options as {@code --option value} or {@code --option=value};
 * the last of equal options counts.
 */
public final class Arguments {

  private final Map<String, String> given = new HashMap<>();

  private Arguments() {}

  /**
   * Reads a command line.
   *
   * @param values what the options need, such as {@code a number}, for the message
   * @throws BadOptionException if there is anything else, or an option without its value
   */
  public static Arguments read(
      String[] arguments, Set<String> switches, Set<String> options, String values) {
    Arguments read = new Arguments();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (switches.contains(argument)) {
        read.given.put(name, "");
      } else if (!options.contains(name)) {
        throw new BadOptionException("unknown option '" + argument + "'");
      } else if (equals >= 0) {
        read.given.put(name, argument.substring(equals + 1));
      } else if (i + 1 < arguments.length) {
        read.given.put(name, arguments[++i]);
      } else {
        throw new BadOptionException(name + " needs " + values);
      }
    }
    return read;
  }

  public boolean has(String name) {
    return given.containsKey(name);
  }

  /** The option's value, if it is given. */
  public Optional<String> value(String option) {
    return Optional.ofNullable(given.get(option));
  }

  /**
   * The option's value as a number.
   *
   * @param otherwise if the option is not given
   * @throws BadOptionException if it is none in this range
   */
  public long number(String option, long least, long most, long otherwise) {
    Optional<String> text = value(option);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.get());
      if (least <= number && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below fits this case too.
    }
    throw new BadOptionException(
        option + " needs a number from " + least + " to " + most + ", not '" + text.get() + "'");
  }
}
