package dev.freshet.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.spring.cache.Shop.Price;
import dev.freshet.spring.cache.Shop.Prices;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the caches do, on real servers. What the invalidator does to a key is done here by its two
 * deletions.
 */
class FreshetCacheIT {

  private static final Price OLD = new Price(1, 100);
  private static final Price NEW = new Price(1, 200);

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static ConfigurableApplicationContext shop;
  private static Prices prices;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    postgres.execute("postgres", "create database shop");
    postgres.execute(
        "shop",
        "create table prices (id bigint primary key, cents int not null)",
        "insert into prices values (1, 100), (2, 100)");
    shop = startShop();
    prices = shop.getBean(Prices.class);
  }

  private static ConfigurableApplicationContext startShop(String... properties) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + postgres.jdbcUrl("shop"),
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres",
                "--freshet.namespace=shop",
                "--freshet.redis.uri=" + redis.uri(),
                "--spring.data.redis.url=" + redis.uri(),
                "--freshet.redis.command-timeout=3s",
                "--freshet.caches.price.key=shop:price:{id:int}",
                "--freshet.caches.price.type=" + Price.class.getName(),
                "--freshet.caches.offer.key=shop:offer:{id}:{channel}",
                "--freshet.caches.offer.codec=msgpack",
                "--freshet.caches.shelf.key=shop:shelf:{name}",
                "--freshet.caches.shelf.type=java.util.List<" + Price.class.getName() + ">",
                "--freshet.caches.shelf.tags=shelf:{name}",
                "--freshet.caches.shelf.shows[0].tag=price:{id}",
                "--freshet.caches.shelf.shows[0].of=#root.![id]",
                "--freshet.caches.offer.type=" + Price.class.getName()));
    all.addAll(List.of(properties));
    return new SpringApplicationBuilder(Shop.class).run(all.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    shop.close();
    redis.close();
    postgres.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
    change(100);
    prices.loads().set(0);
  }

  @AfterEach
  void nothingInBetween() {
    prices.afterQuery(() -> {});
  }

  @Test
  void loadsOnceAndAnswersFromTheCache() {
    assertThat(prices.price(1)).isEqualTo(OLD);
    assertThat(prices.price(1)).isEqualTo(OLD);
    assertThat(prices.looked(1)).isEqualTo(OLD);
    assertThat(prices.loads()).hasValue(1);
    assertThat(json()).isEqualTo("{\"id\":1,\"cents\":100}");
    assertThat(redis.command("EXISTS {shop:price:1}:lock")).isEqualTo(":0");
  }

  @Test
  void whatDoesNotExistIsCachedToo() {
    assertThat(prices.price(7)).isNull();
    assertThat(prices.price(7)).isNull();
    assertThat(prices.optional(7)).isEmpty();
    assertThat(prices.looked(8)).isNull();
    assertThat(prices.looked(8)).isNull();
    assertThat(prices.loads()).hasValue(2);
  }

  @Test
  void aLoadIsNotStoredThatWasInvalidatedMeanwhile() {
    prices.afterQuery(FreshetCacheIT::commitAndInvalidate);
    assertThat(prices.price(1)).isEqualTo(OLD);
    prices.afterQuery(() -> {});
    assertThat(prices.price(1)).isEqualTo(NEW);
  }

  /** The race that makes caches stale, with the same method on both. */
  @Test
  void aPutThatComesAfterItsInvalidationIsRefusedAndWithRedisCacheManagerItIsNot() {
    prices.afterQuery(FreshetCacheIT::commitAndInvalidate);
    assertThat(prices.looked(1)).isEqualTo(OLD);
    prices.afterQuery(() -> {});
    assertThat(prices.looked(1)).isEqualTo(NEW);

    change(100);
    Cache theirs =
        Objects.requireNonNull(
            RedisCacheManager.create(shop.getBean(RedisConnectionFactory.class)).getCache("price"));
    assertThat(lookAndPut(theirs)).isEqualTo(100);
    // What it puts arrives later.
    await().until(() -> theirs.get("1") != null);
    assertThat(lookAndPut(theirs)).as("stale").isEqualTo(100);
    assertThat(cents()).isEqualTo(200);
  }

  /** What an aspect does without {@code sync}: with an invalidation behind the first load. */
  private static int lookAndPut(Cache cache) {
    Cache.ValueWrapper there = cache.get("1");
    if (there != null) {
      return (int) Objects.requireNonNull(there.get());
    }
    int loaded = cents();
    change(200);
    cache.evictIfPresent("1");
    cache.put("1", loaded);
    return loaded;
  }

  @Test
  void aRolledBackWriterLeavesNothing() {
    transaction(TransactionDefinition.ISOLATION_DEFAULT, false)
        .executeWithoutResult(
            status -> {
              shop.getBean(JdbcClient.class).sql("update prices set cents = 999").update();
              assertThat(prices.price(1)).isEqualTo(new Price(1, 999));
              assertThat(prices.looked(1)).isEqualTo(new Price(1, 999));
              status.setRollbackOnly();
            });
    assertThat(redis.command("EXISTS shop:price:1 {shop:price:1}:lock")).isEqualTo(":0");
    assertThat(prices.price(1)).isEqualTo(OLD);
    assertThat(bypasses("transaction")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aWriterSeesWhatItHasWrittenAndNotWhatIsCached() {
    assertThat(prices.price(1)).isEqualTo(OLD);
    transaction(TransactionDefinition.ISOLATION_DEFAULT, false)
        .executeWithoutResult(
            status -> {
              shop.getBean(JdbcClient.class).sql("update prices set cents = 999").update();
              assertThat(prices.price(1)).isEqualTo(new Price(1, 999));
              status.setRollbackOnly();
            });
    assertThat(prices.price(1)).isEqualTo(OLD);
  }

  @Test
  void aSnapshotFromBeforeTheLeaseIsNotStored() {
    transaction(TransactionDefinition.ISOLATION_REPEATABLE_READ, true)
        .executeWithoutResult(
            status -> {
              assertThat(cents()).isEqualTo(100);
              CompletableFuture.runAsync(FreshetCacheIT::commitAndInvalidate).join();
              assertThat(prices.price(1)).isEqualTo(OLD);
              assertThat(prices.looked(1)).isEqualTo(OLD);
            });
    assertThat(prices.price(1)).isEqualTo(NEW);
    assertThat(bypasses("isolation")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aReadOnlyTransactionAtReadCommittedIsServed() {
    TransactionTemplate reading = transaction(TransactionDefinition.ISOLATION_DEFAULT, true);
    reading.executeWithoutResult(status -> prices.price(1));
    reading.executeWithoutResult(status -> prices.price(1));
    assertThat(prices.loads()).hasValue(1);
  }

  @Test
  void anEvictionIsVisibleWhenItReturns() {
    prices.price(1);
    change(200);
    prices.evict(1);
    assertThat(prices.price(1)).isEqualTo(NEW);
    assertThat(cache().evictIfPresent(1L)).isTrue();
    assertThat(cache().evictIfPresent(1L)).isFalse();
  }

  @Test
  void anEvictionMakesALoadForgetItsValue() {
    prices.afterQuery(
        () -> {
          change(200);
          cache().evict(1L);
        });
    assertThat(prices.price(1)).isEqualTo(OLD);
    prices.afterQuery(() -> {});
    assertThat(prices.price(1)).isEqualTo(NEW);
  }

  /** It may be older than a commit that is applied. */
  @Test
  void aValueOfTheApplicationsOwnIsNeverStored() {
    prices.price(1);
    prices.put(new Price(1, 5));
    assertThat(redis.command("EXISTS shop:price:1")).isEqualTo(":0");
    cache().put(1L, new Price(1, 5));
    assertThat(prices.price(1)).isEqualTo(OLD);
    assertThat(cache().putIfAbsent(1L, new Price(1, 5)))
        .extracting(Cache.ValueWrapper::get)
        .isEqualTo(OLD);
  }

  @Test
  void whoDidNotGetTheLeaseLeavesThePutToWhoDid() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    prices.afterQuery(
        () -> {
          if (prices.loads().get() == 1) {
            loading.countDown();
            awaitQuietly(done);
          }
        });
    CompletableFuture<Price> first = CompletableFuture.supplyAsync(() -> prices.price(1));
    loading.await();
    assertThat(prices.looked(1)).isEqualTo(OLD);
    assertThat(redis.command("EXISTS {shop:price:1}:lock")).as("the first one's").isEqualTo(":1");
    done.countDown();
    assertThat(first.get()).isEqualTo(OLD);
    assertThat(prices.price(1)).isEqualTo(OLD);
    assertThat(prices.loads()).hasValue(2);
  }

  @Test
  void clearDeletesTheCacheAndItsLeasesAndNothingElse() {
    prices.price(1);
    prices.price(2);
    prices.offer(1, "eu");
    redis.command("SET {shop:price:3}:lock somebody");
    redis.command("SET shop:prices 1");
    prices.clear();
    assertThat(redis.command("EXISTS shop:price:1 shop:price:2 {shop:price:3}:lock"))
        .isEqualTo(":0");
    assertThat(redis.command("EXISTS shop:offer:1:eu shop:prices")).isEqualTo(":2");
  }

  @Test
  void keysOfSeveralValues() {
    assertThat(prices.offer(1, "e u/ä")).isEqualTo(OLD);
    assertThat(redis.command("EXISTS shop:offer:1:e%20u%2F%C3%A4")).isEqualTo(":1");
    assertThatThrownBy(() -> prices.badlyKeyed(1, "eu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cache offer: the key SimpleKey [1, eu]")
        .hasMessageContaining("key = \"{#id, #channel}\"");
  }

  @Test
  void aKeyThatNoRuleCouldDeleteIsNotCached() {
    assertThat(prices.price(-1)).isNull();
    assertThat(prices.price(-1)).isNull();
    assertThat(prices.looked(-1)).isNull();
    assertThat(prices.loads()).hasValue(3);
    assertThat(redis.command("DBSIZE")).isEqualTo(":0");
  }

  @Test
  void whatCannotBeReadIsAMissAndReplaced() {
    for (String garbage : List.of("\\x01{", "\\x02{}", "x", "\\x01null")) {
      redis.command("SET shop:price:1 \"" + garbage + "\"");
      assertThat(prices.price(1)).isEqualTo(OLD);
      assertThat(prices.price(1)).isEqualTo(OLD);
      redis.command("SET shop:price:1 \"" + garbage + "\"");
      assertThat(prices.looked(1)).isEqualTo(OLD);
      assertThat(json()).contains("cents");
    }
    assertThat(
            shop.getBean(MeterRegistry.class)
                .get("cache.malformed")
                .tag("kind", "price")
                .counter()
                .count())
        .isGreaterThanOrEqualTo(8);
  }

  @Test
  void aPageIsRegisteredBeforeItIsLoadedAndThenSaysWhatItShows() {
    List<Price> all = List.of(OLD, new Price(2, 100));
    AtomicReference<String> registered = new AtomicReference<>("");
    prices.afterQuery(() -> registered.set(registry()));
    assertThat(prices.shelf("a b")).isEqualTo(all);
    assertThat(registered.get())
        .contains("key shop:shelf:a%20b", "tags shelf:a%20b")
        .doesNotContain("price:1");
    assertThat(registry()).contains("tags price:1 price:2").doesNotContain("complete");
    assertThat(prices.shelf("a b")).isEqualTo(all);

    redis.command("FLUSHALL");
    assertThat(prices.lookedAtShelf("x")).isEqualTo(all);
    assertThat(registered.get()).contains("key shop:shelf:x", "tags shelf:x");
    assertThat(registry()).contains("tags price:1 price:2");
    assertThat(redis.command("EXISTS shop:shelf:x")).isEqualTo(":1");
  }

  /** What the stream of registrations holds, in one line. */
  private static String registry() {
    return redis.command(
        "EVAL \"local all = '' for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do"
            + " for i = 1, #entry[2], 2 do all = all .. entry[2][i] .. ' ' .. entry[2][i + 1] .. ';' end"
            + " end return redis.status_reply(all)\" 1 shop:list:registry");
  }

  @Test
  void manyAskOneLoads() {
    CountDownLatch asked = new CountDownLatch(1);
    prices.afterQuery(() -> awaitQuietly(asked));
    Executor threads = task -> new Thread(task, "asking").start();
    try (ConfigurableApplicationContext other = startShop()) {
      Prices theirs = other.getBean(Prices.class);
      theirs.afterQuery(() -> awaitQuietly(asked));
      List<CompletableFuture<Price>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(CompletableFuture.supplyAsync(() -> prices.price(1), threads));
        answers.add(CompletableFuture.supplyAsync(() -> theirs.price(1), threads));
      }
      await().until(() -> prices.loads().get() + theirs.loads().get() >= 1);
      asked.countDown();
      assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(OLD));
      assertThat(prices.loads().get() + theirs.loads().get()).isEqualTo(1);
    }
  }

  @Test
  void retrievesAsTheProtocolDoes() {
    Cache cache = cache();
    assertThat(Objects.requireNonNull(cache.retrieve(1L)).join()).isNull();
    CompletableFuture<Price> loaded =
        cache.retrieve(1L, () -> CompletableFuture.supplyAsync(() -> new Price(1, cents())));
    assertThat(loaded.join()).isEqualTo(OLD);
    assertThat(((Cache.ValueWrapper) Objects.requireNonNull(cache.retrieve(1L)).join()).get())
        .isEqualTo(OLD);
    CompletableFuture<Price> cached =
        cache.retrieve(1L, () -> CompletableFuture.failedFuture(new AssertionError("loaded")));
    assertThat(cached.join()).isEqualTo(OLD);
  }

  @Test
  void aLoadThatFailsFailsTheCallAndLeavesNoLease() {
    prices.afterQuery(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    assertThatThrownBy(() -> prices.price(1)).hasMessage("on purpose");
    await().until(() -> redis.command("EXISTS {shop:price:1}:lock").equals(":0"));
    assertThatThrownBy(
            () ->
                cache()
                    .get(
                        1L,
                        () -> {
                          throw new java.io.IOException("checked");
                        }))
        .isInstanceOf(Cache.ValueRetrievalException.class)
        .hasRootCauseMessage("checked");
  }

  @Test
  void aRedisThatIsGoneIsNobodysProblem() {
    redis.stop();
    try {
      assertThat(prices.price(1)).isEqualTo(OLD);
      assertThat(prices.looked(1)).isEqualTo(OLD);
      prices.evict(1);
      prices.clear();
      prices.put(new Price(1, 5));
    } finally {
      redis.startAgain();
    }
    await()
        .untilAsserted(
            () -> {
              prices.price(1);
              assertThat(redis.command("EXISTS shop:price:1")).isEqualTo(":1");
            });
  }

  /** Else the next put on the thread would count as loaded behind that look. */
  @Test
  void aLookEndsWithTheCallThatItWasMadeFor() {
    prices.afterQuery(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    assertThatThrownBy(() -> prices.looked(1)).hasMessage("on purpose");
    prices.put(new Price(1, 5));
    prices.afterQuery(() -> prices.put(new Price(1, 5)));
    assertThat(prices.looked(1)).as("calls another in between").isEqualTo(OLD);
    prices.afterQuery(() -> {});
    assertThat(prices.price(1)).isEqualTo(OLD);
  }

  @Test
  void aCallThatIsNotCachedGivesItsLeaseBack() {
    assertThat(prices.never(1)).isEqualTo(OLD);
    await().until(() -> redis.command("EXISTS {shop:price:1}:lock").equals(":0"));
    assertThat(redis.command("EXISTS shop:price:1")).isEqualTo(":0");
  }

  private static double bypasses(String reason) {
    return shop.getBean(MeterRegistry.class)
        .get("cache.bypass")
        .tag("kind", "price")
        .tag("reason", reason)
        .counter()
        .count();
  }

  private static Cache cache() {
    return Objects.requireNonNull(shop.getBean(CacheManager.class).getCache("price"));
  }

  private static TransactionTemplate transaction(int isolation, boolean readOnly) {
    TransactionTemplate template =
        new TransactionTemplate(shop.getBean(PlatformTransactionManager.class));
    template.setIsolationLevel(isolation);
    template.setReadOnly(readOnly);
    return template;
  }

  private static int cents() {
    return shop.getBean(JdbcClient.class)
        .sql("select cents from prices where id = 1")
        .query(Integer.class)
        .single();
  }

  /** What is cached, behind its version. */
  private static String json() {
    return redis
        .command(
            "EVAL \"return redis.status_reply(string.sub(redis.call('GET', KEYS[1]), 2))\" 1 shop:price:1")
        .substring(1);
  }

  private static void change(int cents) {
    postgres.execute("shop", "update prices set cents = " + cents);
  }

  private static void commitAndInvalidate() {
    change(200);
    redis.command("DEL shop:price:1 {shop:price:1}:lock");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
