package dev.freshet.invalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.Namespace;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules for another schema than the catalog's. */
class RulesIT {

  private static final Namespace NAMESPACE = new Namespace("shop");

  private static final String RULES =
      """
      freshet: 1
      namespace: shop
      kinds:
        product: { key: "shop:product:{id}:{channel}", values: { channel: { sql: select slug from shop.channels } } }
        category: { key: "shop:category:{id}" }
        stock: { key: ["shop:stock:{variant}", "shop:stock:{variant}:full"] }
      tables:
        shop.products: { product: id, category: category_id, ignore: [views] }
        shop.variants: { product: product_id }
        shop.prices: { product: variant_id -> shop.variants.product_id, watch: [amount] }
        shop.stocks: { product: variant_id -> shop.variants.product_id, stock: variant_id, watch: [quantity > 0] }
        shop.product_tags: { product: product_id }
        shop.tags: { product: id -> shop.product_tags(tag_id).product_id }
        shop.images:
          - { when: owner_type = 'product', product: owner_id }
          - { when: owner_type = 'variant', product: owner_id -> shop.variants.product_id }
        shop.labels: { product: { sql: "select v.product_id from shop.variants v where v.label = :label" } }
        shop.channels: { purge: [product] }
      """;

  /** No change that is read once more after a restart leads to its keys, only a purge does. */
  private static final int NO_ROW = 99;

  private static final LocalRedis redis = LocalRedis.start();

  @TempDir private Path folder;

  private static CatalogDatabase database;
  private static TestCache cache;

  @BeforeAll
  static void start() {
    cache = new TestCache(redis.uri());
    database = CatalogDatabase.start();
  }

  @AfterAll
  static void stop() {
    cache.close();
    database.close();
    redis.close();
  }

  @BeforeEach
  void fill() {
    redis.command("FLUSHALL");
    database.sql(
        """
        drop publication if exists shop;
        drop schema if exists shop cascade;
        create schema shop;
        create table shop.channels (slug text primary key);
        create table shop.products (id bigint primary key, category_id bigint, name text, views int);
        create table shop.variants (id bigint primary key, product_id bigint, label text);
        create table shop.prices (id bigint primary key, variant_id bigint, amount numeric);
        create table shop.stocks (id bigint primary key, variant_id bigint, quantity int);
        create table shop.tags (id bigint primary key, name text);
        create table shop.product_tags (product_id bigint, tag_id bigint, primary key (product_id, tag_id));
        create table shop.images (id bigint primary key, owner_type text, owner_id bigint, url text);
        create table shop.labels (label text primary key, text text);
        alter table shop.products replica identity full;
        alter table shop.variants replica identity full;
        alter table shop.prices replica identity full;
        alter table shop.stocks replica identity full;
        alter table shop.images replica identity full;
        create publication shop for table shop.channels, shop.products, shop.variants, shop.prices,
          shop.stocks, shop.tags, shop.product_tags, shop.images, shop.labels;
        grant usage on schema shop to freshet_invalidator;
        grant select on shop.channels, shop.variants, shop.product_tags to freshet_invalidator;
        insert into shop.channels values ('eu'), ('us');
        insert into shop.products select i, i % 3, 'N', 0 from generate_series(1, 9) i;
        insert into shop.variants select i, i, 'L' || i from generate_series(1, 9) i;
        insert into shop.prices select i, i, 1 from generate_series(1, 9) i;
        insert into shop.stocks select i, i, 1 from generate_series(1, 9) i;
        insert into shop.tags select i, 'T' from generate_series(1, 9) i;
        insert into shop.product_tags select i, 1 from generate_series(1, 3) i;
        insert into shop.images values (1, 'product', 5, 'u'), (2, 'variant', 6, 'u'), (3, 'other', 7, 'u');
        insert into shop.labels select 'L' || i, 'x' from generate_series(1, 9) i;
        """);
  }

  @Test
  void aChangeDeletesWhatItsPathLeadsTo() throws IOException {
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);

      assertDeleted("update shop.products set name = 'M' where id = 1", product(1), category(1));
      assertDeleted("update shop.products set views = 7 where id = 1");
      assertDeleted("update shop.prices set amount = 2 where id = 2", product(2));
      assertDeleted("update shop.prices set variant_id = 5 where id = 4", product(4), product(5));
      assertDeleted("update shop.prices set variant_id = 4 where id = 4", product(4), product(5));
      assertDeleted("update shop.stocks set quantity = 9 where id = 3");
      assertDeleted("update shop.stocks set quantity = 0 where id = 3", product(3), stock(3));
      assertDeleted(
          "update shop.tags set name = 'U' where id = 1", product(1), product(2), product(3));
      assertDeleted("update shop.tags set name = 'U' where id = 2");
      assertDeleted("update shop.images set url = 'v'", product(5), product(6));
      assertDeleted("update shop.images set owner_type = 'product' where id = 3", product(7));
      assertDeleted("update shop.labels set text = 'y' where label = 'L8'", product(8));
      assertDeleted("update shop.variants set product_id = 9 where id = 8", product(8), product(9));
      assertDeleted("delete from shop.prices where id = 8", product(9));
      assertDeleted("truncate shop.labels", all(1, 9));
      assertReadersAreToldOfTheKinds();
    }
  }

  private static void assertReadersAreToldOfTheKinds() {
    byte[] text =
        cache.ask(
            commands ->
                commands.hget(
                    NAMESPACE.watermark().getBytes(UTF_8), MaintainedKinds.FIELD.getBytes(UTF_8)));
    MaintainedKinds kinds = MaintainedKinds.of(new String(text, UTF_8)).orElseThrow();
    assertThat(kinds.kinds())
        .containsOnlyKeys(new Kind("category"), new Kind("product"), new Kind("stock"));
    assertThat(kinds.covers(new Kind("stock"), new KeyTemplate("shop:stock:{variant}:full")))
        .isTrue();
    assertThat(kinds.covers(new Kind("stock"), new KeyTemplate("shop:stock:{id}"))).isFalse();
  }

  @Test
  void theRowsThatAPathComesByMayHaveMovedInTheSameTransaction() throws IOException {
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);

      assertDeleted(
          "update shop.prices set amount = 3 where id = 1;"
              + " update shop.variants set product_id = 2 where id = 1",
          product(1),
          product(2));
      assertDeleted(
          "delete from shop.prices where id = 3; delete from shop.variants where id = 3",
          product(3));
    }
  }

  @Test
  void aNewValueOfAPlaceholderIsWrittenFromThenOn() throws IOException {
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);
      database.sql("insert into shop.channels values ('asia')");
      awaitApplied();
      cache.fill(key("product", "shop:product:1:asia"));

      database.sql("update shop.products set name = 'M' where id = 1");
      awaitApplied();

      assertThat(cache.lacks(key("product", "shop:product:1:asia"))).isTrue();
    }
  }

  /** Their queries are asked in one statement, together with the look-ups of the change. */
  @Test
  void severalKindsMayHaveTheSameQueryForTheirValues() throws IOException {
    String rules =
        RULES
            .replace(
                "  category: {",
                "  offer: { key: \"shop:offer:{id}:{channel}\","
                    + " values: { channel: { sql: select slug from shop.channels } } }\n"
                    + "  category: {")
            .replace("shop.products: { product: id,", "shop.products: { product: id, offer: id,")
            .replace("purge: [product]", "purge: [product, offer]");
    try (RunningInvalidator invalidator = invalidator(rules)) {
      awaitReady(invalidator);
      CacheKey[] offers = {key("offer", "shop:offer:1:eu"), key("offer", "shop:offer:1:us")};
      cache.fill(product(1));
      cache.fill(offers);

      database.sql("update shop.products set name = 'M' where id = 1");
      awaitApplied();

      assertThat(cache.lacks(product(1))).isTrue();
      assertThat(cache.lacks(offers)).isTrue();
    }
  }

  @Test
  void otherRulesPurgeTheKindsThatTheyAreFor() throws IOException {
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);
      fillAll();
      cache.fill(stock(NO_ROW));
    }
    try (RunningInvalidator invalidator =
        invalidator(RULES.replace("ignore: [views]", "ignore: [name]"))) {
      awaitReady(invalidator);

      assertThat(cache.lacks(product(1))).isTrue();
      assertThat(cache.lacks(category(1))).isTrue();
      assertThat(cache.holds(stock(NO_ROW)[0])).isTrue();
      assertThat(invalidator.value("cdc.purges", "cause", "rules")).isEqualTo(1);
      assertThat(invalidator.value("cdc.purges", "cause", "tables")).isZero();
    }
  }

  private RunningInvalidator invalidator(String rules) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.yml"), rules);
    return RunningInvalidator.following(file, "shop", database, redis.uri());
  }

  /** What the schema was made of may still be on its way, and would delete what a test fills. */
  private static void awaitReady(RunningInvalidator invalidator) {
    invalidator.awaitStreaming();
    awaitApplied();
  }

  /** Every value is filled; after the change has been applied only these are gone. */
  private static void assertDeleted(String sql, CacheKey[]... gone) {
    fillAll();
    database.sql("begin; " + sql + "; commit");
    awaitApplied();
    assertThat(Stream.of(allKeys()).filter(key -> cache.lacks(key)))
        .as(sql)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(gone).flatMap(Stream::of).collect(Collectors.toSet()));
  }

  private static void fillAll() {
    cache.fill(allKeys());
  }

  private static CacheKey[] allKeys() {
    return Stream.of(
            Stream.of(all(1, 9)),
            Stream.iterate(0, i -> i < 3, i -> i + 1).flatMap(i -> Stream.of(category(i))),
            Stream.iterate(1, i -> i < 10, i -> i + 1).flatMap(i -> Stream.of(stock(i))))
        .flatMap(keys -> keys)
        .toArray(CacheKey[]::new);
  }

  private static CacheKey[] all(int from, int to) {
    return Stream.iterate(from, i -> i <= to, i -> i + 1)
        .flatMap(i -> Stream.of(product(i)))
        .toArray(CacheKey[]::new);
  }

  private static void awaitApplied() {
    cache.awaitApplied(database, NAMESPACE);
  }

  private static CacheKey[] product(int id) {
    return new CacheKey[] {
      key("product", "shop:product:" + id + ":eu"), key("product", "shop:product:" + id + ":us")
    };
  }

  private static CacheKey[] category(int id) {
    return new CacheKey[] {key("category", "shop:category:" + id)};
  }

  private static CacheKey[] stock(int id) {
    return new CacheKey[] {
      key("stock", "shop:stock:" + id), key("stock", "shop:stock:" + id + ":full")
    };
  }

  private static CacheKey key(String kind, String name) {
    return new CacheKey(new Kind(kind), name);
  }
}
