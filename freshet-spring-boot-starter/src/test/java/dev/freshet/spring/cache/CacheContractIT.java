package dev.freshet.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.local.redis.LocalRedis;
import dev.freshet.spring.FreshetAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/**
 * What Spring's cache abstraction promises to those who use its annotations and interfaces, case by
 * case as Spring's own tests have it for a cache; those are not published. Different are only the
 * puts that nobody has looked for: they delete.
 */
class CacheContractIT {

  private static LocalRedis redis;
  private static ConfigurableApplicationContext context;

  @Configuration(proxyBeanMethods = false)
  @EnableCaching(proxyTargetClass = true)
  @ImportAutoConfiguration({SslAutoConfiguration.class, FreshetAutoConfiguration.class})
  static class Application {

    @Bean
    MeterRegistry registry() {
      return new SimpleMeterRegistry();
    }

    @Bean
    Numbers numbers() {
      return new Numbers();
    }
  }

  /** Answers with another number each time. */
  static class Numbers {

    private final AtomicInteger calls = new AtomicInteger();

    public AtomicInteger calls() {
      return calls;
    }

    private String next(Object key) {
      return key + "-" + calls.incrementAndGet();
    }

    @Cacheable("first")
    public String cached(String key) {
      return next(key);
    }

    @Cacheable(cacheNames = "first", sync = true)
    public String synced(String key) {
      return next(key);
    }

    @Cacheable(cacheNames = "first", condition = "#key.length() > 3")
    public String onlyLong(String key) {
      return next(key);
    }

    @Cacheable(cacheNames = "first", unless = "#result.endsWith('1')")
    public String notTheFirst(String key) {
      return next(key);
    }

    @Cacheable(cacheNames = "first", key = "#root.methodName + #length")
    public String named(int length, Object ignored) {
      return next(length);
    }

    @Cacheable({"first", "second"})
    public String inBoth(String key) {
      return next(key);
    }

    @Cacheable("first")
    public Optional<String> optional(String key) {
      calls.incrementAndGet();
      return key.equals("none") ? Optional.empty() : Optional.of(next(key));
    }

    @Cacheable(cacheNames = "first", sync = true)
    public CompletableFuture<String> later(String key) {
      return CompletableFuture.supplyAsync(() -> next(key));
    }

    @Cacheable(cacheNames = "first", sync = true)
    public Mono<String> reactive(String key) {
      return Mono.fromSupplier(() -> next(key));
    }

    @Cacheable(cacheNames = "first", key = "#key")
    public String failing(String key, Exception failure) throws Exception {
      throw failure;
    }

    @Cacheable(cacheNames = "first", key = "#key", sync = true)
    public String failingInSync(String key, Exception failure) throws Exception {
      throw failure;
    }

    @CacheEvict("first")
    public void evict(String key) {}

    @CacheEvict("first")
    public void evictAndFail(String key) {
      throw new IllegalStateException("on purpose");
    }

    @CacheEvict(cacheNames = "first", beforeInvocation = true)
    public void evictEarlyAndFail(String key) {
      throw new IllegalStateException("on purpose");
    }

    @CacheEvict(cacheNames = "first", allEntries = true)
    public void evictAll() {}

    @CachePut("first")
    public String put(String key) {
      return "put";
    }

    @Caching(evict = {@CacheEvict("first"), @CacheEvict("second")})
    public void evictFromBoth(String key) {}
  }

  @BeforeAll
  static void start() {
    redis = LocalRedis.start();
    List<String> properties =
        new ArrayList<>(
            List.of(
                "spring.main.web-application-type=none",
                "spring.main.banner-mode=off",
                "freshet.namespace=contract",
                "freshet.redis.uri=" + redis.uri(),
                "freshet.redis.command-timeout=3s"));
    for (String cache : List.of("first", "second")) {
      properties.add("freshet.caches.%s.key=contract:%s:{key}".formatted(cache, cache));
      properties.add("freshet.caches.%s.type=java.lang.String".formatted(cache));
    }
    context =
        new SpringApplicationBuilder(Application.class)
            .properties(properties.toArray(String[]::new))
            .run();
  }

  @AfterAll
  static void stop() {
    context.close();
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
    numbers().calls().set(0);
  }

  @Test
  void aManagerKnowsItsCachesAndNoOthers() {
    CacheManager manager = context.getBean(CacheManager.class);
    assertThat(manager.getCacheNames()).containsExactly("first", "second");
    assertThat(cache().getName()).isEqualTo("first");
    assertThat(cache().getNativeCache()).isNotNull();
    assertThat(manager.getCache("third")).isNull();
  }

  @Test
  void aValueIsOfItsType() {
    cache().get("a", () -> "value");
    assertThat(cache().get("a", String.class)).isEqualTo("value");
    assertThat(cache().get("a", (Class<?>) null)).isEqualTo("value");
    assertThatThrownBy(() -> cache().get("a", Integer.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("java.lang.Integer");
    assertThat(cache().get("b", Integer.class)).isNull();
  }

  @Test
  void aLoaderIsCalledOnceAndNotAfterAHit() {
    assertThat(cache().get("a", () -> "value")).isEqualTo("value");
    assertThat(cache().<String>get("a", CacheContractIT::mustNotLoad)).isEqualTo("value");
    assertThat(cache().<String>get("none", () -> null)).isNull();
    assertThat(cache().<String>get("none", CacheContractIT::mustNotLoad)).isNull();
    assertThat(cache().get("none")).isNotNull().extracting(Cache.ValueWrapper::get).isNull();
  }

  @Test
  void aLoaderThatFailsLeavesNothing() {
    IOException failure = new IOException("on purpose");
    assertThatThrownBy(
            () ->
                cache()
                    .get(
                        "a",
                        () -> {
                          throw failure;
                        }))
        .isInstanceOfSatisfying(
            Cache.ValueRetrievalException.class,
            thrown -> {
              assertThat(thrown.getKey()).isEqualTo("a");
              assertThat(thrown.getCause()).isSameAs(failure);
            });
    assertThat(cache().get("a")).isNull();
  }

  @Test
  void whatIsLookedForInVainMayBePut() {
    assertThat(cache().get("a")).isNull();
    cache().put("a", "loaded");
    assertThat(cache().get("a", String.class)).isEqualTo("loaded");
    assertThat(cache().get("none")).isNull();
    cache().put("none", null);
    assertThat(cache().get("none")).isNotNull().extracting(Cache.ValueWrapper::get).isNull();
  }

  @Test
  void putIfAbsentSaysWhatIsThere() {
    assertThat(cache().get("a")).isNull();
    assertThat(cache().putIfAbsent("a", "loaded")).isNull();
    assertThat(cache().putIfAbsent("a", "other"))
        .isNotNull()
        .extracting(Cache.ValueWrapper::get)
        .isEqualTo("loaded");
  }

  @Test
  void oneKeyOrAllAreEvicted() {
    for (String key : List.of("a", "b", "c")) {
      cache().get(key, () -> "value");
    }
    cache().evict("a");
    assertThat(cache().evictIfPresent("a")).isFalse();
    assertThat(cache().evictIfPresent("b")).isTrue();
    assertThat(cache().get("c", String.class)).isEqualTo("value");
    assertThat(cache().invalidate()).isTrue();
    assertThat(cache().get("c")).isNull();
    cache().get("d", () -> "value");
    cache().clear();
    assertThat(cache().get("d")).isNull();
  }

  @Test
  void aMethodIsCalledOnceForEachKey() {
    assertThat(numbers().cached("a")).isEqualTo("a-1");
    assertThat(numbers().cached("a")).isEqualTo("a-1");
    assertThat(numbers().cached("b")).isEqualTo("b-2");
    assertThat(numbers().synced("b")).isEqualTo("b-2");
    assertThat(numbers().synced("c")).isEqualTo("c-3");
    assertThat(numbers().cached("c")).isEqualTo("c-3");
  }

  @Test
  void conditionsKeepFromLookingAndFromPutting() {
    assertThat(numbers().onlyLong("abc")).isEqualTo("abc-1");
    assertThat(numbers().onlyLong("abc")).isEqualTo("abc-2");
    assertThat(numbers().onlyLong("abcd")).isEqualTo("abcd-3");
    assertThat(numbers().onlyLong("abcd")).isEqualTo("abcd-3");
    numbers().calls().set(0);
    assertThat(numbers().notTheFirst("x")).isEqualTo("x-1");
    assertThat(numbers().notTheFirst("x")).isEqualTo("x-2");
    assertThat(numbers().notTheFirst("x")).isEqualTo("x-2");
  }

  @Test
  void aKeyIsWhatItsExpressionSays() {
    assertThat(numbers().named(1, new Object())).isEqualTo("1-1");
    assertThat(numbers().named(1, new Object())).isEqualTo("1-1");
    assertThat(redis.command("EXISTS contract:first:named1")).isEqualTo(":1");
  }

  @Test
  void severalCachesAreAskedInTheirOrder() {
    assertThat(numbers().inBoth("a")).isEqualTo("a-1");
    numbers().evict("a");
    assertThat(numbers().inBoth("a")).as("from the second").isEqualTo("a-1");
    numbers().evictFromBoth("a");
    assertThat(numbers().inBoth("a")).isEqualTo("a-2");
  }

  @Test
  void nothingIsAValueToo() {
    assertThat(numbers().optional("none")).isEmpty();
    assertThat(numbers().optional("none")).isEmpty();
    assertThat(numbers().calls()).hasValue(1);
    assertThat(numbers().optional("some")).contains("some-3");
    assertThat(numbers().optional("some")).contains("some-3");
    assertThat(numbers().cached("some")).isEqualTo("some-3");
  }

  @Test
  void whatComesLaterIsCachedWithSync() {
    assertThat(numbers().later("a").join()).isEqualTo("a-1");
    assertThat(numbers().later("a").join()).isEqualTo("a-1");
    assertThat(numbers().reactive("a").block()).isEqualTo("a-1");
    assertThat(numbers().reactive("b").block()).isEqualTo("b-2");
    assertThat(numbers().cached("b")).isEqualTo("b-2");
  }

  @ParameterizedTest
  @ValueSource(classes = {IOException.class, IllegalStateException.class})
  void aMethodsFailureIsThrownAsItIs(Class<? extends Exception> type) throws Exception {
    Exception failure = type.getConstructor(String.class).newInstance("on purpose");
    assertThatThrownBy(() -> numbers().failing("a", failure)).isSameAs(failure);
    assertThatThrownBy(() -> numbers().failingInSync("a", failure)).isSameAs(failure);
    assertThat(numbers().cached("a")).isEqualTo("a-1");
  }

  @Test
  void anEvictionHappensBehindTheMethodUnlessItIsToHappenBefore() {
    assertThat(numbers().cached("a")).isEqualTo("a-1");
    assertThatThrownBy(() -> numbers().evictAndFail("a")).hasMessage("on purpose");
    assertThat(numbers().cached("a")).isEqualTo("a-1");
    assertThatThrownBy(() -> numbers().evictEarlyAndFail("a")).hasMessage("on purpose");
    assertThat(numbers().cached("a")).isEqualTo("a-2");
    numbers().cached("b");
    numbers().evictAll();
    assertThat(numbers().cached("a")).isEqualTo("a-4");
    assertThat(numbers().cached("b")).isEqualTo("b-5");
  }

  @Test
  void aPutThatNobodyLookedForDeletes() {
    assertThat(numbers().cached("a")).isEqualTo("a-1");
    assertThat(numbers().put("a")).isEqualTo("put");
    assertThat(numbers().cached("a")).isEqualTo("a-2");
  }

  private static <T> @Nullable T mustNotLoad() {
    throw new AssertionError("loaded");
  }

  private static Numbers numbers() {
    return context.getBean(Numbers.class);
  }

  private static Cache cache() {
    return Objects.requireNonNull(context.getBean(CacheManager.class).getCache("first"));
  }
}
