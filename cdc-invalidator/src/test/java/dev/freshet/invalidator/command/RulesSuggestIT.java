package dev.freshet.invalidator.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.invalidator.RunningInvalidator;
import dev.freshet.invalidator.TestCache;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.local.redis.LocalRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a shop that knows nothing of Freshet to an invalidator that follows it, by no hand. */
class RulesSuggestIT {

  private static final int PRODUCTS = 8;

  private static final String SCHEMA =
      """
      drop table product_images, products, categories cascade;
      drop publication freshet;
      create function public.uuid(i int) returns uuid immutable language sql
        return ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid;
      create schema shop;
      create table categories (
        id int primary key, parent_id int references categories, name text,
        updated_at timestamptz);
      create table products (
        id uuid primary key, category_id int references categories, name text, updated_at timestamptz,
        search_vector tsvector generated always as (to_tsvector('simple', name)) stored);
      create table variants (
        id bigint primary key, product_id uuid not null references products, sku text unique);
      create table prices (
        id bigint primary key, variant_id bigint references variants, amount numeric);
      create table barcodes (code text primary key, sku text references variants (sku), note text);
      create table tags (id int primary key, name text);
      create table product_tags (
        product_id uuid references products, tag_id int references tags,
        primary key (product_id, tag_id));
      create table related (
        id int primary key, product_id uuid references products, other_id uuid references products);
      create table category_names (
        category_id int references categories, language text, name text,
        primary key (category_id, language));
      create table shop.warehouses (region text, number int, name text, primary key (region, number));
      create table shop.stocks (
        region text, number int, variant_id bigint references variants, quantity int,
        primary key (variant_id, number, region),
        foreign key (number, region) references shop.warehouses (number, region));
      create table shop.moves (
        id bigint primary key, "the region" text, "order" int, variant bigint, quantity int,
        foreign key ("order", "the region", variant)
          references shop.stocks (number, region, variant_id));
      create table "Offers, all" (
        id int primary key, "Product (id)" uuid references products, "user" text);
      create table "Offer Parts" (id int, "of, offer" int references "Offers, all");
      create table ratings (
        id int, year int, product_id uuid references products, stars int, primary key (id, year))
        partition by range (year);
      create table ratings_old partition of ratings for values from (0) to (2020);
      create table ratings_new partition of ratings for values from (2020) to (3000);
      create unlogged table carts (id int primary key, product_id uuid references products);
      create table settings (name text primary key, value text);
      create view cheap as select v.product_id from variants v join prices p on p.variant_id = v.id;
      create materialized view best as select product_id from cheap;
      insert into categories values (1, null, 'a'), (2, 1, 'b'), (3, 2, 'c');
      insert into products select uuid(i), 1 + (i - 1) / 3, 'p' from generate_series(1, 8) i;
      insert into variants select i, uuid(i), 'S' || i from generate_series(1, 8) i;
      insert into prices select i, i, 1 from generate_series(1, 8) i;
      insert into barcodes select 'B' || i, 'S' || i from generate_series(1, 8) i;
      insert into tags values (1, 't'), (2, 't');
      insert into product_tags select uuid(i), 1 from generate_series(1, 3) i;
      insert into related values (1, uuid(7), uuid(8));
      insert into category_names select i, 'en', 'n' from generate_series(1, 3) i;
      insert into shop.warehouses values ('eu', 1, 'w'), ('us', 1, 'w');
      insert into shop.stocks values ('eu', 1, 4, 9), ('eu', 1, 5, 9), ('us', 1, 6, 9);
      insert into shop.moves values (1, 'us', 1, 6, 1);
      insert into "Offers, all" values (1, uuid(2), 'u');
      insert into "Offer Parts" values (1, 1);
      insert into ratings values (1, 2019, uuid(1), 5), (2, 2021, uuid(2), 5);
      """;

  private static LocalRedis redis;
  private static CatalogDatabase database;
  private static TestCache cache;

  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    database = CatalogDatabase.start();
    database.sql(SCHEMA);
  }

  @AfterAll
  static void stop() {
    cache.close();
    database.close();
    redis.close();
  }

  @Test
  void whatItSuggestsIsFollowedOnceItsSetupIsDone() throws Exception {
    CommandRun suggested = run(asOwner(), "suggest", "--root", "products", "--root", "categories");
    assertThat(suggested.error()).isEmpty();
    assertThat(suggested.lines())
        .containsSubsequence(
            "  product: { key: \"product:{id:uuid}\" }",
            "  category: { key: \"category:{id:int}\" }",
            "    category: category_id  # one",
            "    # ignore: [updated_at]  if no value shows them");
    String rules = Files.write(folder.resolve("rules.yml"), suggested.lines()).toString();

    CommandRun before = run(asInvalidator(), "check", "--rules", rules);
    assertThat(before.code()).isEqualTo(1);
    assertThat(before.lines())
        .allMatch(
            line ->
                line.endsWith("is not in the publication")
                    || line.contains("Run \"grant select (")
                    || line.contains("replica identity full\""));

    for (int i = 0; i < 2; i++) {
      database.sql(String.join("\n", run(asOwner(), "sql", "--rules", rules).lines()));
    }
    CommandRun after = run(asInvalidator(), "check", "--rules", rules);
    assertThat(after.lines())
        .containsExactly("rules.yml: 2 kinds, 15 tables, and the tables suit them");
    assertThat(after.code()).isZero();

    try (RunningInvalidator invalidator =
        RunningInvalidator.start(database, redis.uri(), "freshet.rules.file", rules)) {
      invalidator.awaitStreaming();
      cache.awaitApplied(database);
      assertChangesDeleteWhatTheyLeadTo();
    }
  }

  private static void assertChangesDeleteWhatTheyLeadTo() {
    assertDeleted("update products set name = 'q' where id = uuid(1)", product(1), category(1));
    assertDeleted(
        "update products set category_id = 3 where id = uuid(1)",
        product(1),
        category(1),
        category(3));
    assertDeleted("update prices set amount = 2 where id = 4", product(4), category(2));
    assertDeleted("update barcodes set note = 'n' where code = 'B7'", product(7), category(3));
    assertDeleted("delete from prices where id = 8", product(8), category(3));
    assertDeleted(
        "update tags set name = 'u' where id = 1",
        product(1),
        product(2),
        product(3),
        category(1),
        category(3));
    assertDeleted("update tags set name = 'u' where id = 2");
    assertDeleted(
        "update shop.stocks set quantity = 8 where variant_id = 6", product(6), category(2));
    assertDeleted(
        "update shop.warehouses set name = 'x' where region = 'eu'", product(4), product(5));
    assertDeleted("update shop.moves set quantity = 2", product(6));
    assertDeleted("update \"Offers, all\" set \"user\" = 'v'", product(2), category(1));
    assertDeleted("update \"Offer Parts\" set id = 2", product(2), category(1));
    assertDeleted("update ratings set stars = 1 where id = 1", product(1), category(3));
    assertDeleted("delete from ratings where id = 2", product(2), category(1));
    assertDeleted("update category_names set name = 'm' where category_id = 3", category(3));
    assertDeleted("update related set id = 2", product(7), product(8), category(3));
    assertDeleted(
        "update products set name = 'q' where id = uuid(8)", product(7), product(8), category(3));
    assertDeleted(
        "update categories set name = 'z' where id = 2",
        category(1),
        category(2),
        category(3),
        product(1),
        product(4),
        product(5),
        product(6),
        product(7),
        product(8));
    assertDeleted("update settings set value = 'v'");
    assertDeleted("insert into carts values (1, uuid(1))");
  }

  @Test
  void saysWhatItLeavesToTheReader() {
    assertThat(comments("--root", "products"))
        .contains("The log does not carry carts, an unlogged table of products")
        .contains("The log does not carry best, a materialized view of prices, variants")
        .contains("The log does not carry cheap, a view of prices, variants")
        .contains("category_names: { product: category_id -> products(category_id).id }")
        .contains("categories make a tree")
        .contains("no statistics tell how many")
        .endsWith("needs a path, sql or purge: settings");
  }

  @Test
  void aRootIsNamedAsTheTableIs() {
    assertWrong("product", "--root: there is no table product. Did you mean products?");
    assertWrong("Categoris", "--root: there is no table Categoris. Did you mean categories?");
    assertWrong(
        "shop.warehouse", "there is no table shop.warehouse. Did you mean shop.warehouses?");
    assertWrong("offers, all", "there is no table offers, all. Did you mean \"Offers, all\"?");
    assertWrong("ratings_old", "ratings_old is a partition of ratings. Name that");
    assertWrong("nothing", "there is no table nothing");
    assertWrong("a b\nc", "there is no table a b?c");
    assertWrong("best", "best is a materialized view, which the log does not carry. Name what it");
    assertWrong("carts", "carts is an unlogged table, which the log does not carry");
    assertWrong("\"Offer Parts\"", "table \"Offer Parts\" has no primary key");
    assertThat(comments("--root", "\"Offers, all\"")).contains("offers__all:{id:int}");
    assertThat(comments("--root", "ratings", "--schema", "public"))
        .contains("rating:{id:int}:{year:int}");
    assertThat(comments("--root", "warehouses", "--schema", "shop"))
        .contains(
            "key: \"warehouse:{region}:{number:int}\"",
            "  warehouses:     warehouse: (region, number)")
        .contains("public.variants");
  }

  private static void assertWrong(String root, String message) {
    CommandRun result = run(asOwner(), "suggest", "--root", root);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.lines()).isEmpty();
    assertThat(result.error().lines().findFirst().orElse("")).contains(message);
  }

  /** All in one line, without the marks of comments. */
  private static String comments(String... options) {
    CommandRun result = run(asInvalidator(), "suggest", options);
    assertThat(result.error()).isEmpty();
    return String.join(" ", result.lines()).replaceAll(" *# ", " ");
  }

  /** Every value is filled; after the change has been applied only these are gone. */
  private static void assertDeleted(String sql, CacheKey... gone) {
    cache.fill(all());
    database.sql(sql);
    cache.awaitApplied(database);
    assertThat(Stream.of(all()).filter(key -> cache.lacks(key)).map(CacheKey::name))
        .as(sql)
        .containsExactlyInAnyOrderElementsOf(Stream.of(gone).map(CacheKey::name).toList());
  }

  private static CacheKey[] all() {
    return Stream.concat(
            IntStream.rangeClosed(1, PRODUCTS).mapToObj(RulesSuggestIT::product),
            IntStream.rangeClosed(1, 3).mapToObj(RulesSuggestIT::category))
        .toArray(CacheKey[]::new);
  }

  private static CacheKey product(int id) {
    return new CacheKey(new Kind("product"), "product:00000000-0000-0000-0000-%012d".formatted(id));
  }

  private static CacheKey category(int id) {
    return new CacheKey(new Kind("category"), "category:" + id);
  }

  private static List<String> asOwner() {
    return List.of("--database-url", database.jdbcUrl() + "?user=postgres&password=postgres");
  }

  /** Its role may read none of the tables before the setup is done. */
  private static List<String> asInvalidator() {
    return List.of(
        "--database-url",
        database.jdbcUrl()
            + "?user=%s&password=%s".formatted(CatalogDatabase.USER, CatalogDatabase.PASSWORD));
  }

  private static CommandRun run(List<String> database, String command, String... options) {
    String[] arguments =
        Stream.of(List.of("rules", command), database, List.of(options))
            .flatMap(List::stream)
            .toArray(String[]::new);
    return CommandRun.of(arguments);
  }
}
