package dev.freshet.invalidator.command;

import dev.freshet.invalidation.recording.RowFormat;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableName;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what one change would delete. */
@Command(
    name = "explain",
    description = {
      "Says which keys one change would delete, and why. It deletes nothing.",
      "Rows are JSON objects of columns and values, as in a recording. They need the columns that the"
          + " rules name; a product's id, sku, name, category_id, price, currency, stock and"
          + " created_at, without one of which nobody can tell which pages show it.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class ExplainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private HelpOption help;
  @Mixin private RedisOption redis;
  @Mixin private RulesOption rulesOption;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      required = true,
      description = "A table that has rules, such as products.")
  private String table;

  @Option(names = "--before", paramLabel = "ROW", description = "The row as it was.")
  private @Nullable String before;

  @Option(names = "--after", paramLabel = "ROW", description = "The row as it is.")
  private @Nullable String after;

  @Option(
      names = "--operation",
      paramLabel = "NAME",
      description =
          "insert, update, delete or truncate. Default: what follows from the rows that are given.")
  private @Nullable Operation operation;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Rules rules = rulesOption.rules();
    RowChange change =
        new RowChange(
            capturedTable(rules),
            operation(),
            row("--before", before),
            row("--after", after),
            0,
            0,
            Instant.EPOCH);
    redis.explanation(rules).of(change).forEach(spec.commandLine().getOut()::println);
    return 0;
  }

  private TableName capturedTable(Rules rules) {
    return rules.tables().stream()
        .filter(name -> name.toString().equals(table))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "--table must be one of "
                        + rules.tables().stream()
                            .map(TableName::toString)
                            .collect(Collectors.joining(", "))));
  }

  private Operation operation() {
    if (operation != null) {
      return operation;
    }
    if (before == null && after == null) {
      throw wrong("give --before, --after, both, or --operation truncate");
    }
    if (before == null) {
      return Operation.INSERT;
    }
    return after == null ? Operation.DELETE : Operation.UPDATE;
  }

  private Optional<Row> row(String option, @Nullable String json) {
    try {
      return Optional.ofNullable(json).map(RowFormat::parse);
    } catch (IllegalArgumentException e) {
      throw wrong(option + ": " + e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
