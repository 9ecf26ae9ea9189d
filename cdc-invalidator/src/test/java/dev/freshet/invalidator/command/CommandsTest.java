package dev.freshet.invalidator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

  private static final String HEADER = "{\"format\":\"freshet-changes\",\"version\":1}\n";
  private static final String CATEGORY =
      """
      {"xid":7,"lsn":"0/10","committed":"%s","table":"categories","operation":"insert",\
      "after":{"id":%d},"last":true}
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "record",
        "--help",
        "-h",
        "reccord",
        "rules",
        "rules suggest --database-url jdbc:postgresql://127.0.0.1:1/x",
        "explain --table x"
      })
  void takesWordsAndHelpForCommands(String arguments) {
    assertThat(Commands.isMeant(arguments.split(" "))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--server.port=0", "--debug", "--spring.config.location=record"})
  void leavesTheServiceItsArguments(String arguments) {
    assertThat(Commands.isMeant(arguments.split(" "))).isFalse();
    assertThat(Commands.isMeant(new String[0])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "record --help", "replay -h", "explain --help", "rules suggest --help"})
  void everyCommandHasHelp(String arguments) {
    assertThat(run(arguments.split(" "))).isZero();
    assertThat(out.toString()).contains("Usage: cdc-invalidator");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void listsTheCommands() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("Without a command it runs the service", "record ", "replay ", "explain ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reccord",
        "rules",
        "rules suggest --database-url jdbc:postgresql://127.0.0.1:1/x",
        "record",
        "record --database-url x --out y --count 0",
        "record --database-url x --out y --for soon",
        "record --database-url x --out y --for 0s",
        "replay",
        "replay file --speed 0",
        "replay file --speed NaN",
        "explain --before {}",
        "explain --table orders --before {}",
        "explain --table products",
        "explain --table products --before {",
        "explain --table products --before []",
        "explain --table products --operation vacuum",
      })
  void aWrongCallExitsWithTwo(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty",
    "not a recording, is no recording",
    "'{\"format\":\"freshet-changes\",\"version\":2}', use a newer program",
    "'{\"format\":\"freshet-changes\",\"version\":1}', is cut off behind 0 changes",
  })
  void saysInOneLineWhatIsWrongWithAFile(String content, String message) throws Exception {
    Path file = write(content);

    assertThat(run("replay", "--dry-run", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(file.toString(), message).hasLineCount(1);
  }

  @Test
  void aDryRunNeedsNoRedis() throws Exception {
    Path file = write(HEADER + category("2026-01-01T00:00:00Z", 3) + end(1));

    assertThat(run("replay", "--dry-run", file.toString())).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "insert categories id=3",
            "  products:category:3: the row is new (it may be cached as absent or without it); by id"
                + " (catalog.yml:34)");
  }

  @Test
  void explainsWhatIsInFrontOfACut() throws Exception {
    String second = category("2026-01-01T00:00:01Z", 4);
    Path file = write(HEADER + category("2026-01-01T00:00:00Z", 3) + second.substring(0, 40));

    assertThat(run("replay", "--dry-run", file.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("id=3").doesNotContain("id=4");
    assertThat(err.toString()).contains("is cut off behind 1 changes").hasLineCount(1);
  }

  @Test
  void keepsTheTimesBetweenTransactions() throws Exception {
    Path file =
        write(
            HEADER
                + category("2026-01-01T00:00:00Z", 3)
                + category("2026-01-01T00:00:03Z", 4)
                + end(2));
    long start = System.nanoTime();

    assertThat(run("replay", "--dry-run", "--speed", "10", file.toString())).isZero();

    assertThat(System.nanoTime() - start).isGreaterThan(300_000_000);
  }

  @Test
  void explainsWhichChangesFollowFromTheRows() {
    assertThat(run("explain", "--table", "categories", "--before", "{\"id\":1}")).isZero();
    assertThat(run("explain", "--table", "products", "--operation", "truncate")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "delete categories id=1",
            "  products:category:1: the row is gone; by id (catalog.yml:34)",
            "truncate products",
            "  products:category:* and products:list:* and product:*: products was truncated");
  }

  private int run(String... arguments) {
    return Commands.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private Path write(String content) throws Exception {
    return Files.writeString(folder.resolve("changes.jsonl"), content);
  }

  private static String category(String committed, long id) {
    return CATEGORY.formatted(committed, id);
  }

  private static String end(long changes) {
    return "{\"end\":\"2026-01-01T00:00:09Z\",\"changes\":%d,\"transactions\":%1$d}\n"
        .formatted(changes);
  }
}
