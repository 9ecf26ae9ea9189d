package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that readers register under tags, of a schema whose products are named by uuids. */
class TagsIT {

  private static final Namespace NAMESPACE = new Namespace("shop");

  private static final String RULES =
      """
      freshet: 1
      namespace: shop
      kinds:
        category: { key: "shop:category:{slug}", pages: true }
        collection: { key: "shop:collection:{id:int}", pages: true }
        product: { key: "shop:product:{id:uuid}:{locale}", pages: true }
      tables:
        shop.products: { ignore: [views], tags: ["shows:{id:uuid}", "category:{category}"] }
        shop.collected: { tags: ["collection:{collection_id:int}"] }
        shop.prices: { watch: [amount], tags: { "shows:{id:uuid}": variant_id -> shop.variants.product_id } }
      """;

  private static final String SHOES = "shoes & co";
  private static final String HATS = "hüte";

  /** Dead for readers, and not yet trimmed: it proves that the registry lacks nothing. */
  private static final Duration OLD = Duration.ofMinutes(7);

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
        create table shop.products (id uuid primary key, category text, name text, views int);
        create table shop.variants (id bigint primary key, product_id uuid);
        create table shop.prices (id bigint primary key, variant_id bigint, amount numeric);
        create table shop.collected (collection_id bigint, product_id uuid, primary key (collection_id, product_id));
        alter table shop.products replica identity full;
        alter table shop.variants replica identity full;
        alter table shop.prices replica identity full;
        create publication shop for table shop.products, shop.variants, shop.prices, shop.collected;
        grant usage on schema shop to freshet_invalidator;
        grant select on shop.variants to freshet_invalidator;
        """);
    for (int i = 1; i <= 6; i++) {
      database.sql(
          "insert into shop.products values ('%s', '%s', 'N', 0)".formatted(id(i), category(i)),
          "insert into shop.variants values (%d, '%s')".formatted(i, id(i)),
          "insert into shop.prices values (%d, %d, 1)".formatted(i, i));
    }
    database.sql(
        "insert into shop.collected values (1, '%s'), (1, '%s'), (2, '%s')"
            .formatted(id(1), id(4), id(2)));
    String registered = Instant.now().minus(OLD).toEpochMilli() + "-0";
    cache.append(NAMESPACE, registered, Map.of("mark", ""));
  }

  @Test
  void aChangeDeletesThePagesThatHaveItsTags() throws IOException {
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);

      assertDeleted(
          "update shop.products set name = 'M' where id = '%s'".formatted(id(1)),
          "category shoes",
          "collection 1",
          "product 1 de",
          "product 1 en");
      assertDeleted("update shop.products set views = 7");
      // It leaves the one category and enters the other.
      assertDeleted(
          "update shop.products set category = '%s' where id = '%s'".formatted(HATS, id(2)),
          "category shoes",
          "category hats",
          "collection 2",
          "product 2 de",
          "product 2 en");
      assertDeleted("insert into shop.collected values (3, '%s')".formatted(id(5)), "collection 3");
      assertDeleted(
          "delete from shop.collected where product_id = '%s'".formatted(id(4)), "collection 1");
      assertDeleted(
          "update shop.collected set collection_id = 3 where collection_id <> 3",
          "collection 1",
          "collection 2",
          "collection 3");
      assertDeleted(
          "update shop.prices set amount = 2 where id = 5",
          "category hats",
          "product 5 de",
          "product 5 en");
      assertDeleted(
          "delete from shop.prices where id = 6; delete from shop.variants where id = 6;"
              + " delete from shop.products where id = '%s'".formatted(id(6)),
          "category hats",
          "product 6 de",
          "product 6 en");
      assertDeleted("truncate shop.collected", all().keySet().toArray(String[]::new));
      assertThat(invalidator.value("cdc.purges", "cause", "registry")).isZero();
      assertThat(invalidator.value("cdc.tags.altered")).isPositive();
    }
  }

  @Test
  void aPageThatHasNotSaidWhatItShowsMayShowAnything() throws IOException {
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);
      CacheKey key = key("collection", "shop:collection:9");
      String id = cache.append(NAMESPACE, TaggedPage.of(key, tags("collection:9")).fields());
      assertThat(id).isNotEmpty();
      cache.fill(key);

      database.sql("update shop.products set name = 'M' where id = '%s'".formatted(id(3)));
      awaitApplied();

      assertThat(cache.lacks(key)).isTrue();
    }
  }

  @Test
  void aPageWithATagThatNoRuleNamesDoesNotStay() throws IOException {
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);
      CacheKey key = key("collection", "shop:collection:9");

      cache.fill(NAMESPACE, TaggedPage.of(key, tags("colection:9")), Tags.NONE);

      cache.awaitGone(key);
      await().until(() -> invalidator.value("cdc.tags.refused", "reason", "unknown") == 1);
      assertThat(invalidator.value("cdc.purges", "cause", "registry")).isZero();
    }
  }

  @Test
  void aRestartForgetsNoPage() throws IOException {
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);
      fillAll();
      await().until(() -> invalidator.value("cdc.listings.live") == all().size());
    }
    database.sql("update shop.products set name = 'M' where id = '%s'".formatted(id(3)));
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);

      // What was applied last is read once more, so that others may be gone as well.
      assertThat(gone())
          .contains("category hats", "product 3 de", "product 3 en")
          .doesNotContain("collection 3");
      assertThat(invalidator.value("cdc.purges", "cause", "registry")).isZero();
    }
  }

  @Test
  void aLostRegistryPurgesThem() throws IOException {
    try (RunningInvalidator invalidator = invalidator(RULES)) {
      awaitReady(invalidator);
      fillAll();
      await().until(() -> invalidator.value("cdc.listings.live") == all().size());

      cache.delete(NAMESPACE.pageRegistry());

      await().until(() -> invalidator.value("cdc.purges", "cause", "registry") == 1);
      assertThat(gone()).containsExactlyInAnyOrderElementsOf(all().keySet());
      await().until(() -> invalidator.value("cdc.listings.live") == 0);
      assertDeleted(
          "update shop.products set name = 'M' where id = '%s'".formatted(id(1)),
          "category shoes",
          "collection 1",
          "product 1 de",
          "product 1 en");
    }
  }

  @Test
  void withoutTheOldRowTheirKindsArePurged() throws IOException {
    database.sql("alter table shop.products replica identity default");
    String rules = RULES.replace("ignore: [views],", "on-missing-image: purge,");
    try (RunningInvalidator invalidator = invalidator(rules)) {
      awaitReady(invalidator);

      assertDeleted(
          "update shop.products set name = 'M' where id = '%s'".formatted(id(1)),
          all().keySet().toArray(String[]::new));
      assertThat(invalidator.value("cdc.purges", "cause", "image")).isPositive();
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

  private static void awaitApplied() {
    cache.awaitApplied(database, NAMESPACE);
  }

  /** Every page is filled; after the change has been applied only these are gone. */
  private static void assertDeleted(String sql, String... pages) {
    fillAll();
    database.sql("begin; " + sql + "; commit");
    awaitApplied();
    assertThat(gone()).as(sql).containsExactlyInAnyOrder(pages);
  }

  private static Set<String> gone() {
    return all().entrySet().stream()
        .filter(page -> cache.lacks(page.getValue().key()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static void fillAll() {
    all()
        .forEach(
            (name, page) ->
                cache.fill(NAMESPACE, TaggedPage.of(page.key(), tags(page.tag())), page.shown()));
  }

  /** The pages of the tables as they are at first, by what a test calls them. */
  private static Map<String, Page> all() {
    Map<String, Page> all = new LinkedHashMap<>();
    all.put("category shoes", categoryPage(SHOES, 1, 2));
    all.put("category hats", categoryPage(HATS, 3, 4, 5, 6));
    all.put("collection 1", collectionPage(1, 1, 4));
    all.put("collection 2", collectionPage(2, 2));
    all.put("collection 3", collectionPage(3));
    for (int i = 1; i <= 6; i++) {
      for (String locale : List.of("de", "en")) {
        all.put("product %d %s".formatted(i, locale), productPage(i, locale));
      }
    }
    return all;
  }

  private static Page categoryPage(String slug, int... products) {
    return new Page(
        key("category", new KeyTemplate("shop:category:{slug}").render(List.of(slug))),
        Tags.template("category:{slug}").render(List.of(slug)),
        shows(products));
  }

  private static Page collectionPage(int id, int... products) {
    return new Page(
        key("collection", "shop:collection:" + id), "collection:" + id, shows(products));
  }

  private static Page productPage(int product, String locale) {
    return new Page(
        key("product", "shop:product:%s:%s".formatted(id(product), locale)),
        "shows:" + id(product),
        Tags.NONE);
  }

  private static Tags shows(int... products) {
    return new Tags(
        Arrays.stream(products).mapToObj(i -> "shows:" + id(i)).collect(Collectors.toSet()));
  }

  private static Tags tags(String tag) {
    return new Tags(Set.of(tag));
  }

  private static String category(int product) {
    return product <= 2 ? SHOES : HATS;
  }

  private static UUID id(int product) {
    return new UUID(0xABCDEFL, product);
  }

  private static CacheKey key(String kind, String name) {
    return new CacheKey(new Kind(kind), name);
  }

  private record Page(CacheKey key, String tag, Tags shown) {}
}
