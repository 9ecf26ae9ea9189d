package dev.freshet.invalidator.command;

import dev.freshet.invalidation.lookup.LookupSql;
import dev.freshet.invalidation.recording.RowFormat;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidator.capture.postgres.Origin;
import dev.freshet.invalidator.capture.postgres.Origins;
import dev.freshet.invalidator.capture.postgres.SchemaCheck;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableName;
import dev.freshet.rules.explanation.Answers;
import dev.freshet.rules.explanation.Explanation;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine.ArgGroup;
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
      "With --database-url it asks the database what the rules look up, and names those keys too.",
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

  @ArgGroup(exclusive = false)
  private @Nullable DatabaseOptions database;

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
    Rules rules = database == null ? rulesOption.rules() : known(database, rulesOption.rules());
    RowChange change =
        new RowChange(
            capturedTable(rules),
            operation(),
            row("--before", before),
            row("--after", after),
            0,
            0,
            Instant.EPOCH);
    Explanation explanation = redis.explanation(rules);
    (database == null ? explanation : explanation.asking(answers(database, rules)))
        .of(change)
        .forEach(spec.commandLine().getOut()::println);
    return 0;
  }

  /** The rules with what the database knows. */
  private static Rules known(DatabaseOptions database, Rules rules) throws CommandException {
    Origin origin =
        new Origins(database.client(), database.publication(), database.schema(), rules.tables())
            .now();
    if (!origin.relations().missing().isEmpty()) {
      throw new CommandException(String.join(System.lineSeparator(), origin.relations().missing()));
    }
    return SchemaCheck.check(database.client(), rules, origin).rules();
  }

  private static Answers answers(DatabaseOptions database, Rules rules) {
    JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    return lookups -> {
      LookupSql sql = LookupSql.of(lookups, rules.maxFanout());
      return Objects.requireNonNull(
              jdbc.execute((ConnectionCallback<Looked>) connection -> sql.ask(connection, 0)))
          .explained();
    };
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
