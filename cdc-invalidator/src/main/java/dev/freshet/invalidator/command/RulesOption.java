package dev.freshet.invalidator.command;

import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesException;
import dev.freshet.rules.RulesFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which changes make which keys wrong. */
final class RulesOption {

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      defaultValue = "${env:FRESHET_RULES_FILE}",
      description =
          "The rules, see docs/rules.md. Default: $FRESHET_RULES_FILE or the catalog's rules")
  private @Nullable Path file;

  /**
   * The rules.
   *
   * @throws CommandException with all that is wrong with the file
   */
  Rules rules() throws CommandException {
    if (file == null || file.toString().isEmpty()) {
      return RulesFile.bundled();
    }
    try {
      return RulesFile.read(file);
    } catch (RulesException e) {
      throw new CommandException(String.join(System.lineSeparator(), e.problems()));
    }
  }
}
