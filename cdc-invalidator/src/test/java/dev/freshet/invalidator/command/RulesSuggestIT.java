package dev.freshet.invalidator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a shop that knows nothing of Freshet to rules that its tables suit, without writing any. */
class RulesSuggestIT {

  private static final String[] SCHEMA = {
    "drop table product_images, products, categories cascade",
    "drop publication freshet",
    """
    create schema shop;
    create table categories (
      id int primary key, parent_id int references categories, name text, updated_at timestamptz);
    create table products (
      id uuid primary key default gen_random_uuid(), category_id int references categories,
      name text, updated_at timestamptz,
      search_vector tsvector generated always as (to_tsvector('simple', name)) stored);
    create table variants (
      id bigint primary key, product_id uuid not null references products, sku text unique);
    create table prices (
      id bigint generated always as identity primary key, variant_id bigint references variants,
      amount numeric);
    create table barcodes (code text primary key, sku text references variants (sku));
    create table tags (id int primary key, name text);
    create table product_tags (
      product_id uuid references products, tag_id int references tags,
      primary key (product_id, tag_id));
    create table related (
      id int primary key, product_id uuid references products, other_id uuid references products);
    create table channels (code text primary key);
    create table channel_listings (
      channel text references channels, product_id uuid references products,
      primary key (channel, product_id));
    create table category_names (
      category_id int references categories, language text, primary key (category_id, language));
    create table shop.warehouses (region text, number int, primary key (region, number));
    create table shop.stocks (
      region text, number int, variant_id bigint references variants, quantity int,
      primary key (variant_id, number, region),
      foreign key (number, region) references shop.warehouses (number, region));
    create table shop.stock_moves (
      id bigint primary key, "the region" text, "order" int, variant bigint,
      foreign key (variant, "order", "the region")
        references shop.stocks (variant_id, number, region));
    create table "Order Lines" (
      id int primary key, "Product Id" uuid references products, "user" text);
    create table "Refunds, all" (id int primary key, "of, line" int references "Order Lines");
    create table ratings (
      product_id uuid references products, year int, stars int, primary key (product_id, year))
      partition by range (year);
    create table ratings_old partition of ratings for values from (0) to (2020);
    create table ratings_new partition of ratings for values from (2020) to (3000);
    create unlogged table carts (id int primary key, product_id uuid references products);
    create table settings (name text primary key, value text);
    create view cheap as select v.product_id from variants v join prices p on p.variant_id = v.id;
    create materialized view best as select product_id from cheap;
    """,
    """
    insert into categories select i, nullif(i / 2, 0), 'c' from generate_series(1, 40) i;
    insert into products (category_id, name) select 1 + i % 40, 'p' from generate_series(1, 400) i;
    insert into variants select row_number() over (), id, gen_random_uuid() from products;
    insert into tags select i, 't' from generate_series(1, 10) i;
    insert into product_tags select p.id, t.id from products p, tags t where t.id <= 5;
    insert into channels values ('eu');
    insert into channel_listings select 'eu', id from products;
    analyze;
    """,
  };

  private static CatalogDatabase database;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    database.sql(SCHEMA);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void whatItSuggestsFitsWhenItsSetupIsDone() throws Exception {
    Result suggested = run(asOwner(), "suggest", "--root", "products", "--root", "categories");
    assertThat(suggested.error()).isEmpty();
    Path file = Files.write(folder.resolve("rules.yml"), suggested.lines());

    Result sql = run(asOwner(), "sql", "--rules", file.toString());
    assertThat(sql.error()).isEmpty();
    database.sql(String.join("\n", sql.lines()));

    Result check = run(asInvalidator(), "check", "--rules", file.toString());
    assertThat(check.lines())
        .containsExactly("rules.yml: 2 kinds, 17 tables, and the tables suit them");
    assertThat(check.code()).isZero();
    database.sql(
        "update products set name = 'q'",
        "update ratings set stars = 1",
        "delete from product_tags where tag_id = 1");
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

  private static Result run(List<String> database, String command, String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] arguments =
        Stream.of(List.of("rules", command), database, List.of(options))
            .flatMap(List::stream)
            .toArray(String[]::new);
    int code = Commands.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Result(code, out.toString().lines().toList(), err.toString());
  }

  private record Result(int code, List<String> lines, String error) {}
}
