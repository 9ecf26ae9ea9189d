package dev.freshet.invalidator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code rules check} finds in the tables, each thing provoked on a server. */
class RulesCheckIT {

  private static final String HEAD =
      """
      freshet: 1
      namespace: shop
      kinds: { product: { key: "shop:product:{id}" } }
      tables:
        s.products: { product: id }
      """;

  private static CatalogDatabase database;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    database.sql(
        """
        create schema s;
        create table s.products (
          id bigint primary key, name text, code uuid, size numeric, tags text[],
          twice bigint generated always as (id * 2) stored);
        create table s.variants (id uuid primary key, product_id bigint);
        create table s.bare (id bigint, product_id bigint);
        create table s.pairs (a bigint, b bigint, product_id bigint, primary key (a, b));
        create table s.prices (id bigint primary key, variant_id bigint, code uuid);
        create table s.many (id bigint primary key, code uuid, product_id bigint);
        insert into s.many select i, gen_random_uuid(), i from generate_series(1, 10001) i;
        analyze s.many;
        create table s.hidden (id bigint primary key, product_id bigint);
        alter table s.hidden enable row level security;
        alter table s.hidden force row level security;
        create table s.unpublished (id bigint primary key);
        create unlogged table s.unlogged (id bigint primary key);
        create view s.viewed as select id from s.products;
        create materialized view s.stored as select id from s.products;
        create foreign data wrapper none;
        create server elsewhere foreign data wrapper none;
        create foreign table s.foreign_one (id bigint) server elsewhere;
        do $$ declare t text; begin
          foreach t in array array['variants', 'bare', 'pairs', 'prices', 'many', 'hidden'] loop
            execute format('alter table s.%I replica identity full', t);
          end loop;
        end $$;
        create publication s for table s.products, s.variants, s.bare, s.pairs, s.prices, s.many,
          s.hidden;
        grant usage on schema s to freshet_invalidator;
        grant select on all tables in schema s to freshet_invalidator;
        """);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void tablesThatSuitTheRulesAreFine() throws Exception {
    assertThat(check("").lines())
        .containsExactly("rules.yml: 1 kinds, 1 tables, and the tables suit them");
    assertThat(check("").code()).isZero();
  }

  /** Each in a rule of its own, in line 6. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "s.none: { product: id } | rules.yml: s.none does not exist",
        "s.prices: { product: variant } |"
            + " rules.yml:6: table s.prices has no column variant. Did you mean variant_id?",
        "s.viewed: { product: id } | rules.yml: s.viewed is a view, which the log does not carry",
        "s.stored: { product: id } | rules.yml: s.stored is a view, which the log does not carry",
        "s.foreign_one: { product: id } |"
            + " rules.yml: s.foreign_one is a foreign table, which the log does not carry",
        "s.unlogged: { product: id } | rules.yml: s.unlogged is unlogged",
        "s.unpublished: { product: id } | rules.yml: s.unpublished is not in the publication",
        "s.prices: { product: variant_id -> s.variants.product_id } |"
            + " rules.yml:6: variant_id is bigint, s.variants.id is uuid",
        "s.prices: { product: variant_id -> s.bare.product_id } |"
            + " rules.yml:6: table s.bare has no primary key. Say which column is meant: s.bare(column)",
        "s.prices: { product: variant_id -> s.pairs.product_id } |"
            + " rules.yml:6: \"variant_id -> s.pairs.product_id\" compares 1 columns with the primary"
            + " key of s.pairs, which has 2",
        "s.prices: { product: code -> s.many(code).item_id } |"
            + " rules.yml:6: table s.many has no column item_id",
        "s.prices: { product: variant_id -> s.hidden.product_id } |"
            + " rules.yml:6: row-level security hides rows of s.hidden from role freshet_invalidator, so"
            + " that look-ups would miss them. Run \"alter role freshet_invalidator bypassrls\"",
        "s.prices: { product: { sql: select product_id from s.none } } |"
            + " rules.yml:6: the query fails: ERROR: relation \"s.none\" does not exist",
        "s.prices: { product: { sql: select product_id from s.variants where id = :code } } |"
            + " rules.yml:6: the query reads s.variants, which has no rule: its changes would be missed"
      })
  void saysWhatDoesNotFit(String rule, String problem) throws Exception {
    CommandRun result = check(rule);

    assertThat(result.lines()).contains("error    " + problem);
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void aGeneratedColumnIsNotInTheLog() throws Exception {
    assertThat(checkFile(HEAD.replace("product: id", "product: id, watch: [twice]"), "s").lines())
        .contains(
            "error    rules.yml:5: column twice of s.products is generated, which the log does not"
                + " carry. Name the columns that it is made of");
  }

  @Test
  void keysCannotBeWrittenWithEveryType() throws Exception {
    for (String column : List.of("size", "tags")) {
      assertThat(checkFile(HEAD.replace("product: id", "product: " + column), "s").lines())
          .anyMatch(
              line ->
                  line.startsWith("error    rules.yml:5: " + column + " is of type ")
                      && line.endsWith(
                          ", which keys cannot be written with. They can with integers, uuid, text and"
                              + " enumerations"));
    }
  }

  /** When a row of it is moved, the product that it leaves would stay. */
  @Test
  void aQueryReadsOnlyTablesWithRulesForItsKind() throws Exception {
    String rules =
        """
        freshet: 1
        namespace: shop
        kinds:
          product: { key: "shop:product:{id}" }
          other: { key: "shop:other:{id}" }
        tables:
          s.prices: { product: { sql: select product_id from s.variants where id = :code } }
          s.variants: { other: id }
        """;

    assertThat(checkFile(rules, "s").lines())
        .contains(
            "error    rules.yml:7: the query reads s.variants, which has no rule for product: when a"
                + " row there is moved, the product that it leaves would stay cached");
    assertThat(
            checkFile(rules.replace("other: id }", "other: id, product: product_id }"), "s")
                .lines())
        .containsExactly("rules.yml: 2 kinds, 2 tables, and the tables suit them");
  }

  @Test
  void valuesOfKeysAreReadFromTablesWithRules() throws Exception {
    String rules =
        """
        freshet: 1
        namespace: shop
        kinds:
          product:
            key: "shop:product:{id}:{code}"
            values: { code: { sql: select code::text from s.prices } }
        tables:
          s.products: { product: id }
        """;

    assertThat(checkFile(rules, "s").lines())
        .contains(
            "error    rules.yml:1: the query reads s.prices, which has no rule: its changes would be"
                + " missed");
  }

  @Test
  void warnsOfALookUpWithoutAnIndex() throws Exception {
    assertThat(check("s.prices: { product: code -> s.many(code).product_id }").lines())
        .contains(
            "warning  rules.yml:6: s.many(code) has no index; each change of s.prices reads 10,001"
                + " rows");
  }

  /** By the statistics, or by counting where there are none, in one hop or in several. */
  @Test
  void checkWarnsOfPathsThatLeadToMoreKeysThanMayBe() throws Exception {
    database.sql(
        """
        create schema wide;
        create table wide.kinds (id bigint primary key);
        create table wide.brands (id bigint primary key, kind_id bigint);
        create table wide.products (id bigint primary key, brand_id bigint, code text unique);
        create index on wide.products (brand_id);
        create index on wide.brands (kind_id);
        alter table wide.brands replica identity full;
        alter table wide.products replica identity full;
        insert into wide.kinds select i from generate_series(1, 3) i;
        insert into wide.brands select i, 1 + i % 3 from generate_series(1, 30) i;
        insert into wide.products
          select i, case when i <= 60 then 1 else 2 + i % 29 end, i from generate_series(1, 176) i;
        create publication wide for table wide.kinds, wide.brands, wide.products;
        """);
    String rules =
        """
        freshet: 1
        namespace: shop
        kinds: { product: { key: "shop:product:{id}" } }
        tables:
          wide.products: { product: id }
          wide.brands: { product: id -> wide.products(brand_id).id }
          wide.kinds: { product: id -> wide.brands(kind_id).id -> wide.products(brand_id).id }
        limits: { max-fanout: %d }
        """;
    String brands =
        "warning  rules.yml:6: a row of wide.brands leads to 60 rows by \"id ->"
            + " wide.products(brand_id).id\", more than max-fanout (50), so that its changes purge every"
            + " product. Say \"purge: [product]\" instead, or raise max-fanout";

    for (boolean isAnalysed : List.of(false, true)) {
      if (isAnalysed) {
        database.sql("analyze wide.kinds, wide.brands, wide.products");
      }
      assertThat(check(rules.formatted(50), "wide").error()).isEmpty();
      assertThat(check(rules.formatted(50), "wide").lines())
          .containsExactly(
              brands,
              "warning  rules.yml:7: a row of wide.kinds leads to 600 rows by \"id ->"
                  + " wide.brands(kind_id).id -> wide.products(brand_id).id\", more than max-fanout"
                  + " (50), so that its changes purge every product. Say \"purge: [product]\" instead,"
                  + " or raise max-fanout",
              "rules.yml: 1 kinds, 3 tables, and the tables suit them");
      assertThat(check(rules.formatted(60), "wide").lines())
          .noneMatch(line -> line.contains("rules.yml:6"));
      assertThat(check(rules.formatted(600), "wide").lines())
          .containsExactly("rules.yml: 1 kinds, 3 tables, and the tables suit them");
    }
  }

  @Test
  void checkSaysHowManyKeysAQueryMayFind() throws Exception {
    database.sql(
        """
        create schema queried;
        create table queried.brands (id bigint primary key);
        create table queried.products (id bigint primary key, brand_id bigint);
        alter table queried.products replica identity full;
        insert into queried.brands select i from generate_series(1, 5) i;
        insert into queried.products select i, 1 + i % 5 from generate_series(1, 1000) i;
        analyze queried.brands, queried.products;
        create publication queried for table queried.brands, queried.products;
        """);
    String rules =
        """
        freshet: 1
        namespace: shop
        kinds: { product: { key: "shop:product:{id}" } }
        tables:
          queried.products: { product: id }
          queried.brands:
            product: { sql: select id from queried.products where brand_id = :id }
        limits: { max-fanout: %d }
        """;

    assertThat(check(rules.formatted(199), "queried").lines())
        .containsExactly(
            "warning  rules.yml:7: a row of queried.brands leads to 200 rows by \"sql: select id from"
                + " queried.products where brand_id = :id\", more than max-fanout (199), so that its"
                + " changes purge every product. Say \"purge: [product]\" instead, or raise"
                + " max-fanout",
            "rules.yml: 1 kinds, 2 tables, and the tables suit them");
    assertThat(check(rules.formatted(200), "queried").lines())
        .containsExactly("rules.yml: 1 kinds, 2 tables, and the tables suit them");
  }

  @Test
  void checkSaysWhatAMatcherCannotTellApart() throws Exception {
    database.sql(
        """
        create schema matched;
        create table matched.items (
          shop bigint, number bigint, size numeric, title text not null, article text,
          rayon jsonb, amount numeric not null, money text not null, left_over int not null,
          listed timestamptz not null, primary key (shop, number));
        alter table matched.items replica identity full;
        create publication matched for table matched.items;
        """);
    String rules =
        """
        freshet: 1
        namespace: shop
        kinds:
          listing: { key: "shop:list:{hash:hex16}", pages: true }
        matchers:
          items:
            use: catalog-listings
            columns: { id: size, sku: article, name: title, category: rayon, price: amount, currency: money, in_stock: left_over > 0, created: listed }
        tables:
          matched.items: { match: items }
        """;

    assertThat(check(rules, "matched").lines())
        .contains(
            "error    rules.yml:8: size of matched.items is of type numeric, by which a matcher cannot"
                + " tell rows apart. It can by integers, uuid and text",
            "error    rules.yml:8: rayon of matched.items is of type jsonb, by which a matcher cannot"
                + " tell rows apart. It can by integers, uuid and text");
    database.sql("alter table matched.items alter rayon type text");
    String byNumber = rules.replace("id: size", "id: number");
    assertThat(check(byNumber, "matched").lines())
        .containsExactly(
            "warning  rules.yml:8: nothing makes number of matched.items unique, so that a change of one"
                + " row deletes the pages of all with its id. Match by a unique column, or say"
                + " \"create unique index on matched.items (number)\"",
            "warning  rules.yml:8: article of matched.items may be null, and a change of a row where it"
                + " is purges every listing. Run \"alter table matched.items alter article set not"
                + " null\"",
            "rules.yml: 1 kinds, 1 tables, and the tables suit them");
    database.sql(
        "create unique index on matched.items (number)",
        "alter table matched.items alter article set not null");
    assertThat(check(byNumber, "matched").lines())
        .containsExactly("rules.yml: 1 kinds, 1 tables, and the tables suit them");
    assertThat(check(rules.replace("id: size", "id: [shop, number]"), "matched").error())
        .contains("rules.yml:8: id must be one column; readers say by one what a page shows.");
  }

  /** The role of the invalidator, for the rules of {@link #HEAD} and one more. */
  private CommandRun check(String rule) throws Exception {
    return run(
        rule.isEmpty() ? HEAD : HEAD + "  " + rule + "\n",
        CatalogDatabase.USER,
        CatalogDatabase.PASSWORD,
        "s");
  }

  private CommandRun checkFile(String rules, String publication) throws Exception {
    return run(rules, CatalogDatabase.USER, CatalogDatabase.PASSWORD, publication);
  }

  /** As the owner of the tables. */
  private CommandRun check(String rules, String publication) throws Exception {
    return run(rules, "postgres", "postgres", publication);
  }

  private CommandRun run(String rules, String user, String password, String publication)
      throws Exception {
    Path file = Files.writeString(folder.resolve("rules.yml"), rules);
    return CommandRun.of(
        "rules",
        "check",
        "--rules",
        file.toString(),
        "--database-url",
        database.jdbcUrl() + "?user=%s&password=%s".formatted(user, password),
        "--publication",
        publication);
  }
}
