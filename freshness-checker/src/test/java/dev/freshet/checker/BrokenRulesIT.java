package dev.freshet.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Read;
import dev.freshet.checker.history.Row;
import dev.freshet.checker.history.Violation;
import dev.freshet.checker.shop.ShopPage;
import dev.freshet.checker.shop.ShopSubject;
import dev.freshet.checker.stack.RedisLayout;
import dev.freshet.checker.stack.Service;
import dev.freshet.local.Folders;
import dev.freshet.local.TcpProxy;
import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.ServiceJars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Mistakes with rules, and a cache manager without leases, each found by the decision in the
 * application that has rules of its own. One stack has them all; each experiment has rows of its
 * own, and needs one of them.
 */
class BrokenRulesIT {

  private static final String PATH_TO_CATEGORIES =
      "    category: variant_id -> variant.product_id -> product_category(product_id).category_id\n";
  private static final String TRANSLATIONS = "  product_translation: { product: product_id }\n";
  private static final ShopPage.Channel EU = new ShopPage.Channel(1, "eu");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The shop as it is, and with Spring's own cache manager. */
  private static final int SHOP = 0;

  private static final int PLAIN_SHOP = 1;

  private static Path folder;
  private static Path rules;
  private static Laboratory laboratory;

  @BeforeAll
  static void start() throws Exception {
    folder = Folders.temporary("freshet-rules-");
    rules = folder.resolve("broken.yml");
    Path shop = ServiceJars.find(Application.SHOP).api();
    String whole =
        Files.readString(Path.of(Application.SHOP.rules(shop, folder).get("FRESHET_RULES_FILE")));
    assertThat(whole).contains(PATH_TO_CATEGORIES, TRANSLATIONS);
    Files.writeString(rules, whole.replace(PATH_TO_CATEGORIES, "").replace(TRANSLATIONS, ""));
    List<String> invalidator = new ArrayList<>();
    invalidator.add("-Dmistakes=HostileLookups$ConfirmedAtOnce,NewImageOnly,PurgesNothing");
    invalidator.addAll(Laboratory.invalidator("WithMistakes"));
    invalidator.add("--freshet.rules.file=" + rules);
    laboratory =
        Laboratory.start(
            new ShopSubject(),
            List.of(
                trusting(Laboratory.shop()),
                trusting(Laboratory.shop("com.example.shop.PlainCaches"))),
            invalidator,
            RedisLayout.SINGLE);
    laboratory.awaitPassed(
        laboratory.sql(
            "insert into channel values (1, 'eu', 'new')",
            "insert into warehouse values (1, 'new')",
            "insert into category values (1, 'new')"));
  }

  /** Does not try out connections before their use, so that the next answer is that of a load. */
  private static List<String> trusting(List<String> program) {
    return Laboratory.with(
        "-Dcom.zaxxer.hikari.aliveBypassWindowMs=" + Duration.ofHours(1).toMillis(), program);
  }

  @AfterAll
  static void stop() {
    laboratory.close();
    Folders.delete(folder);
  }

  @Test
  void findsAMissingPath() throws Exception {
    long product = newProduct();
    Page page = new ShopPage.Category(1, EU);
    readUntilCached(page, "shop:category:1:eu");
    laboratory.awaitPassed(
        laboratory.sql("update price set amount = 0 where variant_id = " + product));
    laboratory.read(SHOP, page);
    assertFound(new Row("price", product, 1));
  }

  @Test
  void findsThatOtherRulesPurgeNothing() throws Exception {
    long product = newProduct();
    readUntilCached(page(product), key(product));
    laboratory.awaitPassed(
        laboratory.sql(
            "update product_translation set name = 'EN other' where product_id = " + product));
    // Or the change would be applied again, by the new rules.
    laboratory.awaitAcknowledged();
    Service invalidator = laboratory.stack().invalidators().get(0);
    invalidator.stop();
    Files.writeString(rules, Files.readString(rules) + TRANSLATIONS);
    invalidator.start();
    laboratory.awaitPassed(laboratory.sql());
    laboratory.read(SHOP, page(product));
    assertFound(new Row("product_translation", product, 'E'));
  }

  @Test
  void findsThatOnlyRowsAsTheyAreCount() throws Exception {
    long from = newProduct();
    long to = newProduct();
    laboratory
        .stack()
        .servers()
        .postgres()
        .execute("shop", "alter table image replica identity default");
    laboratory.awaitPassed(laboratory.sql("update image set url = ''"));
    readUntilCached(page(from), key(from));
    laboratory.awaitPassed(
        laboratory.sql("update image set owner_id = %d where id = %d".formatted(to, from)));
    laboratory.read(SHOP, page(from));
    assertFound(new Row("image", from));
  }

  /**
   * Stock of a variant changes, and before that is looked up the variant has moved. So the page of
   * the product that it has left is deleted with the move, which comes behind much else.
   */
  @Test
  void findsThatBatchesAreConfirmedAtOnce() throws Exception {
    long from = newProduct();
    long to = newProduct();
    readUntilCached(page(from), key(from));
    try (Connection moving = laboratory.stack().servers().connect()) {
      moving.setAutoCommit(false);
      execute(
          moving, "insert into image select n, 'nobody', 0, '' from generate_series(1001, 9000) n");
      execute(moving, "lock table variant in access exclusive mode");
      String token = laboratory.sql("update stock set quantity = 0 where variant_id = " + from);
      await().until(BrokenRulesIT::aLookUpWaits);
      execute(moving, "update variant set product_id = %d where id = %d".formatted(to, from));
      moving.commit();
      laboratory.awaitPassed(token);
      laboratory.read(SHOP, page(from));
    }
    assertFound(new Row("stock", from, 1));
  }

  @Test
  void findsALatePutOfAPlainCacheManager() throws Exception {
    long product = newProduct();
    Read found = slowLoadAcrossAnInvalidation(PLAIN_SHOP, product);
    assertThat(laboratory.verdict().violations())
        .extracting(Violation::read, Violation::row)
        .contains(tuple(found, new Row("product", product)));
  }

  @Test
  void findsNoLatePutOfTheStarter() throws Exception {
    long product = newProduct();
    Read found = slowLoadAcrossAnInvalidation(SHOP, product);
    assertThat(laboratory.verdict().violations()).extracting(Violation::read).doesNotContain(found);
  }

  /** The load's answer is under way while the row changes; the read that comes then. */
  private static Read slowLoadAcrossAnInvalidation(int api, long product) throws Exception {
    Page page = new ShopPage.Product(product, EU, "DE");
    TcpProxy postgres = laboratory.stack().apis().get(api).postgres();
    postgres.holdNextAnswer();
    CompletableFuture<Read> load = laboratory.readLater(api, page);
    await().pollInterval(Duration.ofMillis(2)).until(postgres::holdsAnswer);
    laboratory.awaitPassed(
        laboratory.sql("update product set name = 'changed' where id = " + product));
    postgres.heal();
    load.get(20, TimeUnit.SECONDS);
    return laboratory.read(api, page);
  }

  private static void assertFound(Row row) throws SQLException {
    assertThat(laboratory.verdict().violations()).extracting(Violation::row).contains(row);
  }

  /** In category 1, with one of everything, of the same id. */
  private static long newProduct() throws SQLException {
    long id = 10 + laboratory.newId();
    laboratory.awaitPassed(
        laboratory.sql(
            "insert into product values (%d, 'new')".formatted(id),
            "insert into product_category values (%d, 1)".formatted(id),
            "insert into product_translation values (%1$d, %1$d, 'EN', 'EN')".formatted(id),
            "insert into variant values (%1$d, %1$d, 'SKU-%1$d', 'new')".formatted(id),
            "insert into price values (%1$d, %1$d, 1, 0)".formatted(id),
            "insert into stock values (%1$d, %1$d, 1, 0)".formatted(id),
            "insert into image values (%1$d, 'product', %1$d, '')".formatted(id)));
    return id;
  }

  private static Page page(long product) {
    return new ShopPage.Product(product, EU, "EN");
  }

  private static String key(long product) {
    return "shop:product:%d:eu:EN".formatted(product);
  }

  private static void readUntilCached(Page page, String key) {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              laboratory.read(SHOP, page);
              return laboratory.stack().redis().master().command("EXISTS " + key).equals(":1");
            });
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean aLookUpWaits() {
    return laboratory
        .stack()
        .servers()
        .ask(
            "select count(*) > 0 from pg_locks l join pg_stat_activity a using (pid) where not l.granted and l.relation = 'variant'::regclass")
        .equals("t");
  }
}
