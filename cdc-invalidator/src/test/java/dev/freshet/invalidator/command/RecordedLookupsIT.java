package dev.freshet.invalidator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.invalidation.PurgeCause;
import dev.freshet.invalidation.recording.RecordedPart;
import dev.freshet.invalidation.recording.RecordingReader;
import dev.freshet.invalidation.replay.Replay;
import dev.freshet.invalidation.replay.Replayed;
import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.invalidator.RunningInvalidator;
import dev.freshet.invalidator.TestCache;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording of a shop whose rules look up, made beside the running invalidator. */
class RecordedLookupsIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Namespace NAMESPACE = new Namespace("shop");
  private static final Kind PAGE = new Kind("page");
  private static final int PRODUCTS = 9;

  /** Dead for readers, and not yet trimmed. */
  private static final Duration OLD = Duration.ofMinutes(7);

  private static final String RULES =
      """
      freshet: 1
      namespace: shop
      kinds:
        product: { key: "shop:product:{id}:{channel}", values: { channel: { sql: select slug from shop.channels } } }
        card: { key: "shop:card:{id}" }
        page: { key: "shop:page:{id}", pages: true }
      tables:
        shop.products: { product: id, card: id, ignore: [views] }
        shop.prices: { product: variant_id -> shop.variants.product_id, watch: [amount > 0], tags: { "shows:{id}": variant_id -> shop.variants.product_id } }
        shop.tags: { card: id -> shop.product_tags(tag_id).product_id }
        shop.media: { card: id -> shop.variant_media(media_id).variant_id -> shop.variants(id).product_id }
        shop.labels: { card: { sql: "select v.product_id from shop.variants v where v.label = :label" } }
        shop.channels: { purge: [product] }
      limits: { max-fanout: 4 }
      """;

  private static final String SCHEMA =
      """
      create schema shop;
      create table shop.channels (slug text primary key);
      create table shop.products (id bigint primary key, name text, views int);
      create table shop.variants (id bigint primary key, product_id bigint, label text);
      create table shop.prices (id bigint primary key, variant_id bigint, amount numeric);
      create table shop.tags (id bigint primary key, name text);
      create table shop.product_tags (product_id bigint, tag_id bigint, primary key (product_id, tag_id));
      create table shop.media (id bigint primary key, url text);
      create table shop.variant_media (variant_id bigint, media_id bigint, primary key (variant_id, media_id));
      create table shop.labels (label text primary key, text text);
      alter table shop.products replica identity full;
      alter table shop.variants replica identity full;
      alter table shop.prices replica identity full;
      create publication shop for table shop.channels, shop.products, shop.variants, shop.prices,
        shop.tags, shop.product_tags, shop.media, shop.variant_media, shop.labels;
      grant usage on schema shop to freshet_invalidator;
      grant select on shop.channels, shop.variants, shop.product_tags, shop.variant_media to freshet_invalidator;
      insert into shop.channels values ('eu'), ('us');
      insert into shop.products select i, 'N', 0 from generate_series(1, 9) i;
      insert into shop.variants select i, i, 'L' || i from generate_series(1, 9) i;
      insert into shop.prices select i, i, 1 from generate_series(1, 9) i;
      insert into shop.tags values (1, 'few'), (2, 'many'), (3, 'none');
      insert into shop.product_tags select i, 1 from generate_series(1, 3) i;
      insert into shop.product_tags select i, 2 from generate_series(1, 9) i;
      insert into shop.media values (1, 'u'), (2, 'u');
      insert into shop.variant_media values (4, 1), (5, 1), (6, 2);
      insert into shop.labels select 'L' || i, 'x' from generate_series(1, 9) i;
      """;

  private static final List<String> TRANSACTIONS =
      List.of(
          "update shop.prices set amount = 0 where id = 1",
          "update shop.prices set amount = 2 where id = 2",
          "update shop.prices set variant_id = 5 where id = 4",
          "update shop.tags set name = 'x' where id = 1",
          "update shop.tags set name = 'x' where id = 2",
          "update shop.tags set name = 'x' where id = 3",
          "update shop.media set url = 'v'",
          "update shop.labels set text = 'y' where label in ('L7', 'L8')",
          "update shop.variants set product_id = 9 where id = 8",
          "insert into shop.channels values ('asia')",
          "update shop.products set name = 'M' where id in (2, 3)",
          "delete from shop.prices where id = 8; delete from shop.variants where id = 8");

  /** How many changes these are. */
  private static final int CHANGES = 16;

  @TempDir private Path folder;

  @Test
  void theSameKeysGoAsWentWhenItWasRecordedWhateverTheDatabaseHoldsNow() throws Exception {
    Path file = folder.resolve("changes.jsonl");
    Path rulesFile = Files.writeString(folder.resolve("rules.yml"), RULES);
    Rules written = RulesFile.read(rulesFile);
    try (CatalogDatabase database = CatalogDatabase.start();
        LocalRedis redis = LocalRedis.start();
        TestCache cache = new TestCache(redis.uri())) {
      database.sql(SCHEMA);
      // It proves that the registry lacks nothing.
      cache.append(NAMESPACE, Instant.now().minus(OLD).toEpochMilli() + "-0", Map.of("mark", ""));
      List<Set<String>> live = record(database, redis, cache, rulesFile, file);
      assertThat(live.get(0))
          .containsExactly("shop:page:1", "shop:product:1:eu", "shop:product:1:us");
      assertThat(live.get(6)).containsExactly("shop:card:4", "shop:card:5", "shop:card:6");
      assertThat(live.get(4)).as("fan-out").hasSize(PRODUCTS);

      database.sql(
          "update shop.variants set product_id = 10 - product_id",
          "truncate shop.product_tags, shop.variant_media",
          "update shop.channels set slug = slug || '2'");

      assertThat(replayEach(written, redis, cache, file)).isEqualTo(live);
      assertCommandDeletesThemToo(redis, cache, rulesFile, file, live);
      assertOtherRulesPurgeWhatWasNotAsked(file);
    }
  }

  /** What each transaction deletes while it is recorded. */
  private List<Set<String>> record(
      CatalogDatabase database, LocalRedis redis, TestCache cache, Path rules, Path file)
      throws Exception {
    StringWriter err = new StringWriter();
    try (RunningInvalidator invalidator =
        RunningInvalidator.following(rules, "shop", database, redis.uri())) {
      invalidator.awaitStreaming();
      CompletableFuture<Integer> recorder =
          CompletableFuture.supplyAsync(
              () ->
                  run(
                      new StringWriter(),
                      err,
                      "record",
                      "--out",
                      file.toString(),
                      "--count",
                      String.valueOf(CHANGES),
                      "--publication",
                      "shop",
                      "--rules",
                      rules.toString(),
                      "--database-url",
                      database.jdbcUrl()
                          + "?user=%s&password=%s"
                              .formatted(CatalogDatabase.USER, CatalogDatabase.PASSWORD)));
      await()
          .atMost(LIMIT)
          .until(() -> recorder.isDone() || err.toString().contains("Recording into"));
      List<Set<String>> deleted = new ArrayList<>();
      for (String transaction : TRANSACTIONS) {
        fillAll(cache);
        database.sql("begin; " + transaction + "; commit");
        cache.awaitApplied(database, NAMESPACE);
        deleted.add(gone(cache));
        // The next one must not be there yet when is looked up for this one.
        await()
            .atMost(LIMIT)
            .until(() -> recorder.isDone() || transactions(file) == deleted.size());
      }
      assertThat(recorder.join()).as(err.toString()).isZero();
      return deleted;
    }
  }

  private static long transactions(Path file) throws Exception {
    try (var lines = Files.lines(file)) {
      return lines.filter(line -> line.contains("\"last\":true")).count();
    }
  }

  private static List<Set<String>> replayEach(
      Rules written, LocalRedis redis, TestCache cache, Path file) throws Exception {
    List<Set<String>> deleted = new ArrayList<>();
    try (RecordingReader reader =
            RecordingReader.open(Files.newInputStream(file), file.toString());
        Replay replay = Replay.to(redis.uri(), written)) {
      Rules known = reader.rules().orElseThrow().complete(written);
      assertThat(reader.rules().orElseThrow().missing(known)).isEmpty();
      Optional<RecordedPart> part;
      while ((part = reader.next()).isPresent()) {
        fillAll(cache);
        Replayed replayed = replay.apply(part.get().changes(), known, part.get().answers());
        assertThat(replayed.purged()).doesNotContainKey(PurgeCause.LOOKUP);
        deleted.add(gone(cache));
      }
    }
    return deleted;
  }

  private static void assertCommandDeletesThemToo(
      LocalRedis redis, TestCache cache, Path rules, Path file, List<Set<String>> live) {
    fillAll(cache);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int code =
        run(
            out,
            err,
            "replay",
            file.toString(),
            "--redis",
            redis.uri(),
            "--rules",
            rules.toString());

    Set<String> all = new TreeSet<>();
    live.forEach(all::addAll);
    assertThat(code).as(err.toString()).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(gone(cache)).isEqualTo(all);
    assertThat(out.toString().lines())
        .contains("  shop:product:1:eu", "  every card (fanout)", "  every product (rule)")
        .noneMatch(line -> line.contains("(lookup)"));

    StringWriter explained = new StringWriter();
    assertThat(
            run(
                explained,
                err,
                "replay",
                file.toString(),
                "--dry-run",
                "--rules",
                rules.toString()))
        .isZero();
    assertThat(explained.toString())
        .contains(
            "  shop:product:1:eu, shop:product:1:us: amount 1 → 0; variant_id 1 leads there by"
                + " variant_id -> shop.variants(id).product_id (rules.yml:9), looked up at ",
            "  shop:card:4, shop:card:5: url (not known) → v; id 1 leads there by id ->"
                + " shop.variant_media(media_id).variant_id -> shop.variants(id).product_id"
                + " (rules.yml:11), looked up at ");
  }

  private void assertOtherRulesPurgeWhatWasNotAsked(Path file) throws Exception {
    Path others =
        Files.writeString(
            folder.resolve("others.yml"),
            RULES.replace(
                "{ card: id -> shop.product_tags(tag_id)",
                "{ product: id -> shop.product_tags(tag_id)"));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    assertThat(run(out, err, "replay", file.toString(), "--dry-run", "--rules", others.toString()))
        .isZero();

    assertThat(err.toString())
        .contains("It was recorded by other rules for card, product")
        .hasLineCount(1);
    assertThat(out.toString())
        .contains(
            "shop:product:*: name (not known) → x; where id 1 leads by id ->"
                + " shop.product_tags(tag_id).product_id (others.yml:10) is not known");
  }

  private static int run(StringWriter out, StringWriter err, String... arguments) {
    return Commands.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private static void fillAll(TestCache cache) {
    for (CacheKey key : keys()) {
      if (key.kind().equals(PAGE)) {
        String id = key.name().substring(key.name().lastIndexOf(':') + 1);
        cache.fill(NAMESPACE, TaggedPage.of(key, new Tags(Set.of("shows:" + id))), Tags.NONE);
      } else {
        cache.fill(key);
      }
    }
  }

  private static Set<String> gone(TestCache cache) {
    Set<String> gone = new TreeSet<>();
    keys().stream().filter(key -> cache.lacks(key)).map(CacheKey::name).forEach(gone::add);
    return gone;
  }

  private static List<CacheKey> keys() {
    List<CacheKey> keys = new ArrayList<>();
    for (int id = 1; id <= PRODUCTS; id++) {
      keys.add(new CacheKey(PAGE, "shop:page:" + id));
      keys.add(new CacheKey(new Kind("card"), "shop:card:" + id));
      for (String channel : List.of("eu", "us", "asia")) {
        keys.add(new CacheKey(new Kind("product"), "shop:product:%d:%s".formatted(id, channel)));
      }
    }
    return keys;
  }
}
