package dev.freshet.invalidator.command;

import dev.freshet.invalidator.capture.postgres.Origin;
import dev.freshet.invalidator.capture.postgres.Origins;
import dev.freshet.invalidator.capture.postgres.SchemaCheck;
import dev.freshet.invalidator.capture.postgres.SchemaGraph;
import dev.freshet.invalidator.capture.postgres.SetupSql;
import dev.freshet.invalidator.command.suggest.Suggestion;
import dev.freshet.rules.Rules;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.BadSqlGrammarException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks at a rules file, by itself and with the tables that it is for. */
@Command(
    name = "rules",
    description = {
      "Checks a rules file against a database, shows what follows from it, prints the SQL that it"
          + " needs, or suggests a first one. It changes nothing.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class RulesCommand implements Runnable {

  @Spec private CommandSpec spec;
  @Mixin private HelpOption help;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: suggest, check, show or sql");
  }

  @Command(
      name = "check",
      description = {
        "Says all that is wrong with the file, or with the tables for it, each in one line. Exit code 1"
            + " if the invalidator would not stream by it.",
        ""
      })
  int check(
      @Mixin HelpOption shown, @Mixin DatabaseOptions database, @Mixin RulesOption rulesOption)
      throws CommandException {
    Rules rules = rulesOption.rules();
    Origin origin = origin(database, rules);
    SchemaCheck.Checked checked = SchemaCheck.checkWithFanOut(database.client(), rules, origin);
    List<String> errors = new ArrayList<>();
    origin.relations().missing().forEach(line -> errors.add(rules.file() + ": " + line));
    errors.addAll(checked.errors());
    errors.forEach(line -> out().println("error    " + line));
    checked.warnings().forEach(line -> out().println("warning  " + line));
    if (errors.isEmpty()) {
      out()
          .printf(
              "%s: %d kinds, %d tables, and the tables suit them%n",
              rules.file(), rules.kinds().size(), rules.tables().size());
    }
    return errors.isEmpty() ? 0 : 1;
  }

  @Command(
      name = "show",
      description = {
        "Shows the kinds, and for each table its rules, with those that follow from others' paths.",
        ""
      })
  int show(@Mixin HelpOption shown, @Mixin RulesOption rulesOption) throws CommandException {
    rulesOption.rules().lines().forEach(out()::println);
    return 0;
  }

  @Command(
      name = "sql",
      description = {
        "Prints what the owner of the tables is to run, for psql: the publication, replica identities,"
            + " and the invalidator's rights to look up. It can be run again.",
        ""
      })
  int sql(
      @Mixin HelpOption shown,
      @Mixin DatabaseOptions database,
      @Mixin RulesOption rulesOption,
      @Option(
              names = "--role",
              paramLabel = "NAME",
              defaultValue = "freshet_invalidator",
              description = "The invalidator's, which must exist. Default: ${DEFAULT-VALUE}")
          String role)
      throws CommandException {
    Rules rules = rulesOption.rules();
    Origin origin = origin(database, rules);
    try {
      SetupSql.of(database.client(), rules, origin, database.publication(), role)
          .forEach(out()::println);
    } catch (BadSqlGrammarException e) {
      throw new CommandException(
          "%s: a query fails: %s. It must succeed for the role that asks, best the owner of the tables"
              .formatted(
                  rules.file(),
                  String.valueOf(e.getMostSpecificCause().getMessage())
                      .lines()
                      .findFirst()
                      .orElse("")));
    }
    return 0;
  }

  @Command(
      name = "suggest",
      description = {
        "Prints a first rules file for tables that are there already, from their foreign keys and"
            + " statistics: a kind for each root, and a rule for each table that leads to one in up to"
            + " two look-ups. It reads the catalog only, no table.",
        ""
      })
  int suggest(
      @Mixin HelpOption shown,
      @Mixin DatabaseOptions database,
      @Option(
              names = "--root",
              paramLabel = "TABLE",
              required = true,
              description =
                  "A table of whose rows values are made, such as products or shop.\"Order Items\"."
                      + " Can be repeated.")
          List<String> roots) {
    SchemaGraph schema = SchemaGraph.of(database.client());
    try {
      Suggestion.of(schema, database.schema(), roots).forEach(out()::println);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--root: " + e.getMessage());
    }
    return 0;
  }

  private static Origin origin(DatabaseOptions database, Rules rules) {
    return new Origins(database.client(), database.publication(), database.schema(), rules.tables())
        .now();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
