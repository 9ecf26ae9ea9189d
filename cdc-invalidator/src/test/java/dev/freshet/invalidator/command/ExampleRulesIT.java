package dev.freshet.invalidator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.invalidator.RunningInvalidator;
import dev.freshet.invalidator.TestCache;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules files of real shops, with the changes beside them. */
class ExampleRulesIT {

  private static final Path EXAMPLES = Path.of("../examples/rules");

  /** Owns the tables, and is no superuser. */
  private static final String OWNER = "shop_owner";

  /** More than look-ups without an index are let pass with. */
  private static final int MANY_ROWS = 1_000_000;

  private static final String NOTHING = "nothing";

  private static final Pattern WORD = Pattern.compile("[a-z_]+");
  private static final Pattern BRACES = Pattern.compile("\\{([^{}]+)}");
  private static final Pattern RANGE = Pattern.compile("(\\d+)\\.\\.(\\d+)");

  private static final LocalRedis redis = LocalRedis.start();

  private static CatalogDatabase database;
  private static TestCache cache;

  @BeforeAll
  static void start() {
    cache = new TestCache(redis.uri());
    database = CatalogDatabase.start();
    database.sql(
        """
        create role %1$s login password '%1$s';
        alter database catalog owner to %1$s;
        alter schema public owner to %1$s;
        """
            .formatted(OWNER));
  }

  @AfterAll
  static void stop() {
    cache.close();
    database.close();
    redis.close();
  }

  static List<String> examples() throws IOException {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void someChangeOfEachTableDeletes(String example) throws Exception {
    Set<String> changed =
        changes(example).stream()
            .filter(change -> !change.deletes().equals(NOTHING))
            .flatMap(change -> change.sql().stream())
            .flatMap(sql -> WORD.matcher(sql).results().map(word -> word.group()).limit(3))
            .collect(Collectors.toSet());

    assertThat(changed)
        .containsAll(rules(example).tables().stream().map(TableName::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void eachChangeDeletesWhatIsWrittenBesideIt(String example) throws Exception {
    setUp(example);
    redis.command("FLUSHALL");
    Namespace namespace = rules(example).namespace();
    Set<String> all = keys(example);
    List<String> faults = new ArrayList<>();
    try (RunningInvalidator invalidator =
        RunningInvalidator.following(file(example, "rules.yml"), example, database, redis.uri())) {
      invalidator.awaitStreaming();
      awaitApplied(namespace);
      Set<String> gone = all;
      for (Change change : changes(example)) {
        gone.forEach(key -> cache.fill(key(namespace, key)));
        asOwner("begin; " + String.join("; ", change.sql()) + "; commit");
        awaitApplied(namespace);
        gone =
            all.stream()
                .filter(key -> cache.lacks(key(namespace, key)))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!gone.equals(change.deleted(all))) {
          faults.add(
              "%s%n  deleted:  %s%n  expected: %s"
                  .formatted(change.sql(), gone, change.deleted(all)));
        }
      }
    }

    assertThat(faults).isEmpty();
  }

  /** Makes the tables and sets them up for Freshet, all as their owner. */
  private static void setUp(String example) throws Exception {
    asOwner(Files.readString(file(example, "schema.sql")));
    asOwner(run(example, "sql", OWNER, OWNER).out());
    asOwner(Files.readString(file(example, "rows.sql")));
    assumeManyRows();

    CommandRun check = run(example, "check", CatalogDatabase.USER, CatalogDatabase.PASSWORD);
    assertThat(check.out())
        .as(check.error())
        .startsWith("rules.yml: ")
        .endsWith("the tables suit them\n");
    assertThat(check.code()).isZero();
  }

  /** Lets the statistics say so: of few rows nobody needs an index. */
  private static void assumeManyRows() {
    database.sql(
        "update pg_class set reltuples = %d where relkind = 'r' and relnamespace = 'public'::regnamespace"
            .formatted(MANY_ROWS));
  }

  private static CommandRun run(String example, String command, String user, String password) {
    return CommandRun.of(
        "rules",
        command,
        "--rules",
        file(example, "rules.yml").toString(),
        "--publication",
        example,
        "--database-url",
        database.jdbcUrl() + "?user=%s&password=%s".formatted(user, password));
  }

  private static void asOwner(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), OWNER, OWNER);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void awaitApplied(Namespace namespace) {
    cache.awaitApplied(database, namespace);
  }

  private static Rules rules(String example) throws Exception {
    return RulesFile.read(file(example, "rules.yml"));
  }

  private static Path file(String example, String name) {
    return EXAMPLES.resolve(example).resolve(name);
  }

  private static CacheKey key(Namespace namespace, String name) {
    return new CacheKey(
        new Kind(name.substring(0, name.indexOf(':'))), namespace.name() + ":" + name);
  }

  /** All keys that the changes are tried with. */
  private static Set<String> keys(String example) throws IOException {
    return Files.readString(file(example, "changes.sql"))
        .lines()
        .filter(line -> line.startsWith("-- keys: "))
        .flatMap(line -> names(line.substring("-- keys: ".length())))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The paragraphs that say what they delete. */
  private static List<Change> changes(String example) throws IOException {
    return Stream.of(Files.readString(file(example, "changes.sql")).split("\n\\s*\n"))
        .filter(paragraph -> !paragraph.contains("-- keys: "))
        .map(ExampleRulesIT::change)
        .toList();
  }

  private static Change change(String paragraph) {
    List<String> deletes =
        paragraph.lines().filter(line -> line.startsWith("-- deletes: ")).toList();
    assertThat(deletes).as(paragraph).hasSize(1);
    String sql =
        paragraph.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    return new Change(
        List.of(sql.split(";\\s*")), deletes.get(0).substring("-- deletes: ".length()));
  }

  /** The names in a line, each written out. */
  private static Stream<String> names(String line) {
    return Stream.of(line.split(" ")).flatMap(ExampleRulesIT::expanded);
  }

  private static Stream<String> expanded(String name) {
    Matcher braces = BRACES.matcher(name);
    if (!braces.find()) {
      return Stream.of(name);
    }
    Matcher range = RANGE.matcher(braces.group(1));
    Stream<String> values =
        range.matches()
            ? IntStream.rangeClosed(
                    Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
                .mapToObj(String::valueOf)
            : Stream.of(braces.group(1).split(","));
    return values.flatMap(
        value ->
            expanded(name.substring(0, braces.start()) + value + name.substring(braces.end())));
  }

  /** A transaction, and what is written beside it. */
  private record Change(List<String> sql, String deletes) {

    Set<String> deleted(Set<String> all) {
      Set<String> deleted = new TreeSet<>();
      if (!deletes.equals(NOTHING)) {
        names(deletes)
            .forEach(
                name -> {
                  if (name.endsWith(":*")) {
                    String prefix = name.substring(0, name.length() - 1);
                    all.stream().filter(key -> key.startsWith(prefix)).forEach(deleted::add);
                  } else {
                    deleted.add(name);
                  }
                });
      }
      return deleted;
    }
  }
}
