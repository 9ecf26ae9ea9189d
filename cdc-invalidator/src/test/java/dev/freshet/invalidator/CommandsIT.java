package dev.freshet.invalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.invalidation.recording.RecordingReader;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.process.ChildProcess;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.rules.Operation;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar's commands, as one calls them. */
class CommandsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
  }

  @AfterAll
  static void stop() {
    cache.close();
    redis.close();
    database.close();
  }

  @BeforeEach
  void fillTables() {
    cache.flush();
    database.sql(
        "truncate categories restart identity cascade",
        "insert into categories (slug, name) select 'c' || n, 'C' || n from generate_series(1, 3) n",
        "insert into products (sku, name, category_id, price, stock) select 's' || n, 'Product ' || n,"
            + " 1, 9.99, 5 from generate_series(1, 5) n");
  }

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void recordsEveryKindOfChangeAndReplaysIt() throws Exception {
    Path file = folder.resolve("changes.jsonl");
    Run record = startRecording(file);
    try (LocalRedis other = LocalRedis.start();
        TestCache served = new TestCache(other.uri());
        RunningInvalidator service =
            RunningInvalidator.start(database, other.uri()).awaitStreaming()) {
      served.fill(CatalogKeys.product(2));
      transaction(
          "update products set price = 12345678.90, category_id = 2 where id = 1",
          "insert into product_images (product_id, position, url) values (2, 1, 'http://x/\"ü\n')");
      database.sql(
          "delete from products where id = 3",
          "update categories set name = 'Renamed' where id = 3",
          "truncate product_images");

      stop(record);

      served.awaitGone(CatalogKeys.product(2));
      assertThat(service.isStreaming()).isTrue();
    }
    assertThat(record.exitCode()).isZero();
    assertThat(record.error()).contains("5 changes in 4 transactions");
    List<RowChange> changes = read(file);
    assertThat(changes)
        .extracting(change -> change.table() + " " + change.operation())
        .containsExactly(
            TableName.of("products") + " " + Operation.UPDATE,
            TableName.of("product_images") + " " + Operation.INSERT,
            TableName.of("products") + " " + Operation.DELETE,
            TableName.of("categories") + " " + Operation.UPDATE,
            TableName.of("product_images") + " " + Operation.TRUNCATE);
    RowChange update = changes.get(0);
    assertThat(update.before().orElseThrow().columns())
        .containsEntry("price", "9.99")
        .containsEntry("category_id", 1L);
    assertThat(update.after().orElseThrow().columns())
        .containsEntry("price", "12345678.90")
        .containsEntry("category_id", 2L);
    assertThat(Instant.parse((String) update.after().orElseThrow().columns().get("created_at")))
        .isEqualTo(Instant.parse(created(1)));
    assertThat(update.xid()).isEqualTo(changes.get(1).xid()).isNotEqualTo(changes.get(2).xid());
    assertThat(changes.get(1).after().orElseThrow().columns())
        .containsEntry("url", "http://x/\"ü\n");

    CacheKey listing = cache.fillListing(listing("category_id", "2"));
    CacheKey unaltered = cache.fillListing(listing("category_id", "3"));
    cache.fillCategoryPages(1, 3);
    cache.fill(
        CatalogKeys.product(1),
        CatalogKeys.product(2),
        CatalogKeys.product(3),
        CatalogKeys.product(4));
    Run first = run("replay", file.toString());

    assertThat(first.exitCode()).as(first.error()).isZero();
    assertThat(first.output().lines())
        .contains("  product:1", "  product:2", "  " + listing, "  products:category:1")
        .contains("  every product (truncate)")
        .doesNotContain("  " + unaltered);
    assertThat(cache.lacks(listing, CatalogKeys.product(1), CatalogKeys.product(4))).isTrue();
    assertThat(cache.lacks(CatalogKeys.category(1), CatalogKeys.category(3))).isTrue();
    assertThat(cache.holds(unaltered)).isTrue();

    Run second = run("replay", file.toString());

    assertThat(second.exitCode()).isZero();
    assertThat(second.output()).contains(", 0 of them were there");
  }

  @Test
  void recordingStopsAtTheEndOfATransactionThatBringsEnough() throws Exception {
    Path file = folder.resolve("changes.jsonl");
    Run record = startRecording(file, "--count", "2");
    database.sql("update products set stock = 4 where id = 1");
    transaction(
        "update products set stock = 3 where id = 1", "update products set stock = 2 where id = 1");
    database.sql("update products set stock = 1 where id = 1");

    assertThat(record.exitCode()).isZero();
    assertThat(read(file)).hasSize(3);
  }

  @Test
  void recordingStopsWhenTheTimeIsUpWithAllThatWasCommittedBefore() throws Exception {
    Path file = folder.resolve("changes.jsonl");
    Run record = startRecording(file, "--for", "2s");
    database.sql("update products set stock = 4");

    assertThat(record.exitCode()).isZero();
    assertThat(read(file)).hasSize(5);
    await().until(() -> slots() == 0);
  }

  @Test
  void aRecorderThatIsKilledLeavesNoSlotAndAllTransactionsThatCame() throws Exception {
    Path file = folder.resolve("changes.jsonl");
    Run record = startRecording(file);
    assertThat(slots()).isEqualTo(1);
    assertThat(
            database.query(
                "select temporary from pg_replication_slots where slot_name like 'freshet_record%'"))
        .isEqualTo("t");
    database.sql("update products set stock = 4 where id = 1");
    await().until(() -> Files.readString(file).contains("\"last\":true"));
    record.process().destroyForcibly().waitFor();

    await().atMost(LIMIT).until(() -> slots() == 0);
    cache.fill(CatalogKeys.product(1));
    Run replay = run("replay", file.toString());

    assertThat(replay.exitCode()).isEqualTo(1);
    assertThat(replay.error()).contains("is cut off behind 1 changes, between transactions");
    assertThat(replay.error().lines()).hasSize(1);
    assertThat(cache.lacks(CatalogKeys.product(1))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter table products replica identity default|alter table products replica identity full",
        "create table products_old () inherits (products)|drop table products_old"
      })
  void aRecordingDuringWhichTablesAreAlteredFails(String alteration, String undo) throws Exception {
    Run record = startRecording(folder.resolve("changes.jsonl"));
    database.sql(alteration);
    try {
      stop(record);
      assertThat(record.exitCode()).isEqualTo(1);
      assertThat(record.error().lines())
          .last()
          .asString()
          .startsWith(
              "A table's replica identity, or what inherits from it, was altered meanwhile");
    } finally {
      database.sql(undo);
    }
  }

  @Test
  void aRecordingWhoseStreamBreaksFailsAndKeepsWhatCame() throws Exception {
    Path file = folder.resolve("changes.jsonl");
    Run record = startRecording(file);
    database.sql("update products set stock = 4 where id = 1");
    await().until(() -> Files.readString(file).contains("\"last\":true"));
    database.sql(
        "select pg_terminate_backend(active_pid) from pg_replication_slots"
            + " where slot_name like 'freshet_record%'");

    assertThat(record.exitCode()).isEqualTo(1);
    assertThat(record.error().lines())
        .last()
        .asString()
        .startsWith("The stream has ended, and with it the slot");
    assertThat(read(file)).hasSize(1);
  }

  @Test
  void overwritesNothingUnasked() throws Exception {
    Path file = folder.resolve("changes.jsonl");
    Files.writeString(file, "precious");

    Run refused = run("record", "--out", file.toString());
    Run failed =
        run(
            Map.of("SPRING_DATASOURCE_PASSWORD", "wrong"),
            "record",
            "--force",
            "--out",
            file.toString());

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.error()).contains("--force").hasLineCount(1);
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.error()).contains("password authentication failed").hasLineCount(1);
    assertThat(Files.readString(file)).isEqualTo("precious");

    Run forced = run("record", "--force", "--for", "1ms", "--out", file.toString());

    assertThat(forced.exitCode()).as(forced.error()).isZero();
    assertThat(read(file)).isEmpty();
  }

  @Test
  void failsInOneLineWithoutAFileOrARedis() throws Exception {
    Path file = folder.resolve("changes.jsonl");

    Run noFile = run("replay", file.toString());
    Files.writeString(
        file,
        "{\"format\":\"freshet-changes\",\"version\":1}\n"
            + "{\"end\":\"2026-01-01T00:00:00Z\",\"changes\":0,\"transactions\":0}\n");
    Run noRedis = run("replay", file.toString(), "--redis", "redis://127.0.0.1:1");
    Run neither = run("replay", file.toString(), "--dry-run");

    assertThat(noFile.exitCode()).isEqualTo(1);
    assertThat(noFile.error()).contains("There is no " + file).hasLineCount(1);
    assertThat(noRedis.exitCode()).isEqualTo(1);
    assertThat(noRedis.error()).startsWith("Redis: ").hasLineCount(1);
    assertThat(neither.exitCode()).isZero();
  }

  @Test
  void explainsAChangeByRuleOrNamesTheListings() throws Exception {
    String row =
        """
        {"id":42,"sku":"s","name":"Lamp","category_id":%d,"price":"%s","currency":"USD","stock":1,
         "created_at":"2026-01-01T00:00:00Z"}""";
    String[] change = {
      "explain",
      "--table",
      "products",
      "--before",
      row.formatted(3, "10.00"),
      "--after",
      row.formatted(7, "20.00")
    };
    CacheKey left = cache.fillListing(listing("max_price", "15"));
    CacheKey never = cache.fillListing(listing("min_price", "50"));

    Run byRule = run(change);
    Run byName = run(append(change, "--redis", redis.uri()));

    assertThat(byRule.exitCode()).as(byRule.error()).isZero();
    assertThat(byRule.output().lines())
        .startsWith(
            "update products id=42",
            "  product:42: category_id 3 → 7, price 10.00 → 20.00; by id (catalog.yml:25)")
        .anyMatch(line -> line.contains("category 3 → 7: both category pages"))
        .anyMatch(line -> line.contains("price 10.00 → 20.00: all pages whose price range"));
    assertThat(byName.output())
        .contains(left.name(), "it leaves: price 20.00 is not in –15.00")
        .doesNotContain(never.name());
    assertThat(cache.holds(left)).isTrue();
  }

  @Test
  void helpsAndRefusesWrongCalls() throws Exception {
    Run help = run("--help");
    Run wrong = run("reccord");

    assertThat(help.exitCode()).isZero();
    assertThat(help.output()).contains("Without a command it runs the service");
    assertThat(help.error()).isEmpty();
    assertThat(wrong.exitCode()).isEqualTo(2);
  }

  @Test
  void withoutACommandTheServiceGetsItsArguments() throws Exception {
    Run service = start(Map.of(), "--server.port=0", "--freshet.capture.slot=No-Slot");

    await().atMost(LIMIT).until(() -> service.output().contains("freshet.capture.slot"));
  }

  private Run startRecording(Path file, String... options) throws IOException {
    Run record =
        start(Map.of(), append(new String[] {"record", "--out", file.toString()}, options));
    await()
        .atMost(LIMIT)
        .until(() -> record.error().contains("Recording into") || !record.process().isAlive());
    assertThat(record.error()).contains("Recording into");
    return record;
  }

  /** As Ctrl-C does. */
  private static void stop(Run run) {
    run.process().destroy();
  }

  private Run run(String... arguments) throws IOException {
    return run(Map.of(), arguments);
  }

  private Run run(Map<String, String> settings, String... arguments) throws IOException {
    Run run = start(settings, arguments);
    int unused = run.exitCode();
    return run;
  }

  private Run start(Map<String, String> settings, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            ChildProcess.java("-XX:TieredStopAtLevel=1", "-jar", "target/cdc-invalidator.jar"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPRING_DATASOURCE_URL", database.jdbcUrl());
    builder.environment().put("SPRING_DATASOURCE_USERNAME", CatalogDatabase.USER);
    builder.environment().put("SPRING_DATASOURCE_PASSWORD", CatalogDatabase.PASSWORD);
    builder.environment().put("FRESHET_REDIS_URI", redis.uri());
    builder.environment().putAll(settings);
    Path output = folder.resolve("output-" + started.size());
    Path error = folder.resolve("error-" + started.size());
    builder.redirectOutput(output.toFile()).redirectError(error.toFile());
    Process process = builder.start();
    started.add(process);
    return new Run(process, output, error);
  }

  private static void transaction(String... statements) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  private static List<RowChange> read(Path file) throws Exception {
    return RecordingReader.readAll(Files.newInputStream(file), file.toString());
  }

  private static int slots() {
    return Integer.parseInt(
        String.valueOf(
            database.query(
                "select count(*) from pg_replication_slots where slot_name like 'freshet_record%'")));
  }

  /** With all its digits. */
  private static String created(long product) {
    return String.valueOf(
        database.query(
            "select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                + " from products where id = "
                + product));
  }

  private static ListingParams listing(String parameter, String value) {
    return ListingParams.of(name -> name.equals(parameter) ? value : null);
  }

  private static String[] append(String[] first, String... second) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(second));
    return all.toArray(String[]::new);
  }

  private record Run(Process process, Path outputFile, Path errorFile) {

    int exitCode() {
      try {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    String output() {
      return text(outputFile);
    }

    String error() {
      return text(errorFile);
    }

    private static String text(Path file) {
      try {
        return Files.readString(file, UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
