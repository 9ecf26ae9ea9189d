package dev.freshet.invalidator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.invalidator.CatalogDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a shop that knows nothing of Freshet to rules that its tables suit. */
class RulesCommandIT {

  private static final String RULES =
      """
      freshet: 1
      namespace: shop
      kinds:
        product: { key: "shop:product:{id}" }
      tables:
        shop.products: { product: id }
        shop.prices: { product: variant_id -> shop.variants.product_id }
        shop."Old Prices": { product: variant_id -> shop.variants.product_id, on-missing-image: purge }
      """;

  private static CatalogDatabase database;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    database.sql(
        """
        create schema shop;
        create table shop.products (id bigint primary key, name text);
        create table shop.variants (id bigint primary key, product_id bigint, sku text);
        create table shop.prices (id bigint primary key, variant_id integer, amount numeric);
        create table shop."Old Prices" (id bigint primary key, variant_id bigint);
        create table shop.channels (slug text primary key);
        create table shop.texts (id bigint, locale text, product_id bigint, primary key (id, locale))
          partition by list (locale);
        create table shop.texts_de partition of shop.texts for values in ('de');
        """);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void checkNamesWhatIsMissingAndSqlMendsIt() throws Exception {
    CommandRun before = run(RULES, asInvalidator(), "check");

    assertThat(before.code()).isEqualTo(1);
    assertThat(before.lines())
        .anyMatch(line -> line.contains("shop.products is not in the publication"))
        .anyMatch(
            line ->
                line.contains("may not read shop.variants (id, product_id)")
                    && line.contains("rules.yml:7"));

    CommandRun sql = run(RULES, asOwner(), "sql");
    assertThat(sql.code()).isZero();
    assertThat(sql.lines())
        .contains(
            "alter table shop.prices replica identity full;",
            "alter table shop.variants replica identity full;",
            "grant select (id, product_id) on shop.variants to freshet_invalidator;")
        .noneMatch(line -> line.contains("alter table shop.products"));
    for (int i = 0; i < 2; i++) {
      database.sql(String.join("\n", run(RULES, asOwner(), "sql").lines()));
    }

    CommandRun after = run(RULES, asInvalidator(), "check");
    assertThat(after.lines())
        .containsExactly("rules.yml: 1 kinds, 4 tables, and the tables suit them");
    assertThat(after.code()).isZero();
  }

  /** Which PostgreSQL would do for want of an identity, or of columns in the publication. */
  @Test
  void afterItsSqlNoWriteIsRefused() throws Exception {
    database.sql(
        """
        create schema odd;
        create table odd.settings (name text);
        create table odd.products (id bigint primary key, name text,
          search tsvector generated always as (to_tsvector('simple', name)) stored);
        create table odd."a.b" (id bigint primary key, "order" bigint, "user" bigint);
        create table odd.parts (id bigint, year int, "end" bigint, primary key (id, year))
          partition by range (year);
        create table odd.part partition of odd.parts for values from (0) to (9999);
        insert into odd.settings values ('a');
        insert into odd.products values (1, 'a');
        insert into odd.parts values (1, 1, 1);
        """);
    String rules =
        """
        freshet: 1
        kinds:
          product: { key: "odd:{id}" }
        tables:
          odd.settings: { purge: [product] }
          odd.products: { product: name }
          odd.parts: { product: end -> odd."a.b"(order).user }
        """;

    CommandRun sql = run(rules, asOwner(), "sql");

    assertThat(sql.lines())
        .contains(
            "alter table odd.part replica identity full;",
            "grant usage on schema odd to freshet_invalidator;",
            "grant select (\"order\", \"user\") on odd.\"a.b\" to freshet_invalidator;");
    database.sql(String.join("\n", sql.lines()));
    assertThat(run(rules, asInvalidator(), "check").lines())
        .containsExactly("rules.yml: 1 kinds, 4 tables, and the tables suit them");
    database.sql(
        "update odd.settings set name = 'b'",
        "update odd.products set name = 'b'",
        "delete from odd.parts");

    database.sql("drop publication shop");
  }

  @Test
  void aTableWithAVirtualColumnGetsNoFullIdentity() throws Exception {
    assumeTrue(database.server().majorVersion() >= 18, "PostgreSQL 18 has them first");
    database.sql(
        """
        create table shop.virtual (id bigint primary key, product bigint,
          twice bigint generated always as (product * 2) virtual);
        insert into shop.virtual values (1, 1);
        """);

    CommandRun sql =
        run(
            """
            freshet: 1
            kinds:
              product: { key: "shop:{id}" }
            tables:
              shop.virtual: { product: product }
            """,
            asOwner(),
            "sql");

    assertThat(sql.lines())
        .contains(
            "-- shop.virtual has a virtual generated column: with full replica identity its updates"
                + " would be refused. Make an index with product its replica identity");
    database.sql(
        String.join("\n", sql.lines()),
        "update shop.virtual set product = 2",
        "drop publication shop");
  }

  @Test
  void sqlGrantsWhatQueriesRead() throws Exception {
    CommandRun sql =
        run(
            """
            freshet: 1
            namespace: shop
            kinds:
              product:
                key: "shop:product:{id}:{channel}"
                values: { channel: { sql: select slug from shop.channels } }
            tables:
              shop.variants: { product: product_id }
              shop.prices: { product: { sql: select product_id from shop.variants where id = :variant_id } }
              shop.channels: { purge: [product] }
            """,
            asOwner(),
            "sql");

    assertThat(sql.error()).isEmpty();
    assertThat(sql.lines())
        .contains(
            "grant select on shop.channels to freshet_invalidator;",
            "grant select on shop.variants to freshet_invalidator;");
  }

  @Test
  void sqlGivesEachPartitionTheIdentityThatTheRulesNeed() throws Exception {
    String rules =
        """
        freshet: 1
        namespace: shop
        kinds: { product: { key: "shop:product:{id}" } }
        tables: { shop.texts: { product: product_id } }
        """;

    List<String> sql = run(rules, asOwner(), "sql").lines();
    assertThat(sql)
        .contains(
            "alter table shop.texts replica identity full;",
            "alter table shop.texts_de replica identity full;");
    database.sql(String.join("\n", sql));

    assertThat(run(rules, asInvalidator(), "check").lines())
        .containsExactly("rules.yml: 1 kinds, 1 tables, and the tables suit them");
  }

  @Test
  void checkNamesAllThatDoesNotFitAtOnce() throws Exception {
    CommandRun result =
        run(
            RULES
                .replace("product: id }", "product: idd }")
                .replace("shop.prices: { product: variant_id", "shop.prices: { product: variant"),
            asOwner(),
            "check");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.lines())
        .anyMatch(
            line ->
                line.contains(
                    "rules.yml:6: table shop.products has no column idd. Did you mean id?"))
        .anyMatch(
            line ->
                line.contains(
                    "rules.yml:7: table shop.prices has no column variant. Did you mean variant_id?"));
  }

  @Test
  void tagsAreCheckedShownAndSetUpAsKeysAre() throws Exception {
    database.sql(
        """
        create schema tagged;
        grant usage on schema tagged to freshet_invalidator;
        create table tagged.products (id bigint primary key, name text);
        create table tagged.variants (id bigint primary key, product_id bigint);
        create table tagged.prices (id bigint primary key, variant_id bigint);
        """);
    String rules =
        """
        freshet: 1
        namespace: shop
        kinds: { page: { key: "shop:page:{id}", pages: true } }
        tables:
          tagged.products: { tags: ["shows:{id}", "called:{title}"] }
          tagged.prices: { tags: { "shows:{id}": variant_id -> tagged.variants.product_id } }
        """;

    CommandRun check = run(rules, asInvalidator(), "check");

    assertThat(check.code()).isEqualTo(1);
    assertThat(check.lines())
        .anyMatch(line -> line.contains("rules.yml:5: table tagged.products has no column title"))
        .anyMatch(
            line ->
                line.contains(
                    "rules.yml:6: role freshet_invalidator may not read tagged.variants"));
    String named = rules.replace("{title}", "{name}");
    assertThat(run(named, asInvalidator(), "check").lines())
        .anyMatch(
            line ->
                line.contains(
                    "rules.yml:6: role freshet_invalidator may not read tagged.variants"));
    assertThat(run(named, asOwner(), "check").lines())
        .anyMatch(
            line ->
                line.contains(
                    "rules.yml:5: tagged.products: a row that is deleted or moved comes without name as it was."
                        + " Run \"alter table tagged.products replica identity full\", or say \"on-missing-image: purge\""));
    assertThat(run(named, asOwner(), "sql").lines())
        .contains(
            "alter table tagged.products replica identity full;",
            "alter table tagged.variants replica identity full;",
            "grant select (id, product_id) on tagged.variants to freshet_invalidator;");
    assertThat(run(named, List.of(), "show").lines())
        .contains(
            "  pages tagged shows:{id}",
            "  pages tagged called:{name}",
            "  pages tagged shows:{id}: variant_id -> tagged.variants.product_id");
  }

  @Test
  void aFileThatIsNoneIsAnsweredByItsFaults() throws Exception {
    CommandRun result =
        run(
            RULES.replace("kinds:", "kind:").replace("freshet: 1", "freshet: 2"),
            asOwner(),
            "check");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.error())
        .contains("rules.yml:1: this program reads version 1 of the format, not 2")
        .contains("rules.yml:3: \"kind\" is none of freshet, namespace, kinds,")
        .contains("rules.yml:1: \"kinds\" is missing");
  }

  @Test
  void setsUpWhatQueriesReadAndWhatWatchCompares() throws Exception {
    database.sql(
        """
        create schema other;
        create table other.items (id bigint primary key, name text, views int);
        create table other.notes (mark text primary key);
        create table other.marks (item_id bigint, mark text, primary key (item_id, mark))
          partition by list (mark);
        create table other.marks_a partition of other.marks for values in ('a');
        create table other.days (id bigint primary key, item_id bigint) partition by range (id);
        create table other.days_1 partition of other.days for values from (1) to (9);
        """);
    String rules =
        """
        freshet: 1
        namespace: shop
        kinds: { item: { key: "shop:item:{id}" } }
        tables:
          other.items: { item: id, ignore: [views] }
          other.notes: { item: { sql: "select item_id from other.marks where mark = :mark" } }
          other.marks: { item: item_id }
          other.days: { item: item_id }
        """;
    assertThat(run(rules, asInvalidator(), "sql", "other").error())
        .startsWith("rules.yml: a query fails: ERROR: permission denied for schema other.");
    assertThat(run(rules, asInvalidator(), "check", "other").lines())
        .contains(
            "error    rules.yml:6: the query fails: ERROR: permission denied for schema other."
                + " Run \"rules sql\" and apply it");
    List<String> sql = run(rules, asOwner(), "sql", "other").lines();
    String identity = "alter table other.items replica identity full;";

    assertThat(sql)
        .contains(
            identity,
            "alter table other.days replica identity full;",
            "alter table other.days_1 replica identity full;",
            "grant select on other.marks to freshet_invalidator;")
        .noneMatch(line -> line.startsWith("alter table other.marks"));
    database.sql(sql.stream().filter(line -> !line.equals(identity)).toArray(String[]::new));
    CommandRun without = run(rules, asInvalidator(), "check", "other");
    assertThat(without.lines())
        .containsExactly(
            "warning  rules.yml:5: every update of other.items counts, whatever it changes, as a row"
                + " comes without name as it was. Run \"alter table other.items replica identity full\"",
            "rules.yml: 1 kinds, 4 tables, and the tables suit them");
    assertThat(without.code()).isZero();

    database.sql(identity);
    assertThat(run(rules, asInvalidator(), "check", "other").lines())
        .containsExactly("rules.yml: 1 kinds, 4 tables, and the tables suit them");
  }

  @Test
  void showsWhatFollowsFromAPath() throws Exception {
    CommandRun result = run(RULES, List.of(), "show");

    assertThat(result.lines())
        .anyMatch(line -> line.startsWith("kind product  shop:product:{id}"))
        .containsSubsequence(
            "table shop.prices",
            "  product: variant_id -> shop.variants.product_id",
            "table shop.products",
            "  product: id",
            "table shop.variants",
            "  product: product_id  if one of these changes: the primary key, product_id"
                + "  (follows from lines 7, 8)");
  }

  private static List<String> asOwner() {
    return List.of("--database-url", database.jdbcUrl() + "?user=postgres&password=postgres");
  }

  private static List<String> asInvalidator() {
    return List.of(
        "--database-url",
        database.jdbcUrl()
            + "?user=%s&password=%s".formatted(CatalogDatabase.USER, CatalogDatabase.PASSWORD));
  }

  @Test
  void explainLooksUpInTheDatabaseThatItIsGiven() throws Exception {
    database.sql(
        "insert into shop.variants values (7001, 71, 'a'), (7002, 72, 'b')",
        "insert into shop.channels values ('eu')");
    database.sql(String.join("\n", run(RULES, asOwner(), "sql").lines()));
    Path file = Files.writeString(folder.resolve("rules.yml"), RULES);
    List<String> change =
        List.of(
            "explain",
            "--rules",
            file.toString(),
            "--table",
            "shop.prices",
            "--before",
            "{\"id\":1,\"variant_id\":7001,\"amount\":\"10\"}",
            "--after",
            "{\"id\":1,\"variant_id\":7002,\"amount\":\"10\"}");

    assertThat(run(change).lines())
        .containsExactly(
            "update shop.prices id=1",
            "  shop:product:{id} that variant_id 7001 leads to by variant_id ->"
                + " shop.variants.product_id: variant_id 7001 → 7002",
            "  shop:product:{id} that variant_id 7002 leads to by variant_id ->"
                + " shop.variants.product_id: variant_id 7001 → 7002");

    List<String> asked =
        Stream.of(change, asOwner(), List.of("--publication", "shop"))
            .flatMap(List::stream)
            .toList();
    CommandRun looked = run(asked);
    assertThat(looked.error()).isEmpty();
    assertThat(
            looked.lines().stream()
                .map(line -> line.replaceAll("at [0-9A-F]+/[0-9A-F]+$", "at LSN")))
        .containsExactly(
            "update shop.prices id=1",
            "  shop:product:71: variant_id 7001 → 7002; variant_id 7001 leads there by variant_id ->"
                + " shop.variants(id).product_id (rules.yml:7), looked up at LSN",
            "  shop:product:72: variant_id 7001 → 7002; variant_id 7002 leads there by variant_id ->"
                + " shop.variants(id).product_id (rules.yml:7), looked up at LSN");

    database.sql("delete from shop.variants where id = 7002");
    assertThat(run(asked).lines())
        .anyMatch(
            line ->
                line.startsWith("  no key: ") && line.contains("variant_id 7002 leads nowhere"));

    List<String> unreachable = List.of("--database-url", "jdbc:postgresql://127.0.0.1:1/none");
    assertThat(run(Stream.concat(change.stream(), unreachable.stream()).toList()).code())
        .isEqualTo(1);
  }

  private static CommandRun run(List<String> arguments) {
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private CommandRun run(String rules, List<String> database, String command) throws Exception {
    return run(rules, database, command, "shop");
  }

  private CommandRun run(String rules, List<String> database, String command, String publication)
      throws Exception {
    Path file = Files.writeString(folder.resolve("rules.yml"), rules);
    String[] arguments =
        Stream.of(
                List.of("rules", command, "--rules", file.toString()),
                database,
                database.isEmpty() ? List.<String>of() : List.of("--publication", publication))
            .flatMap(List::stream)
            .toArray(String[]::new);
    return CommandRun.of(arguments);
  }
}
