package dev.freshet.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spring.FreshetAutoConfiguration;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;

/** Connections are made in the background, so no Redis need be there. */
class CachesPropertiesTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(SslAutoConfiguration.class, FreshetAutoConfiguration.class))
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

  @Test
  void eachIsACache() {
    runner
        .withPropertyValues(
            "freshet.caches.product.key=shop:product:{id}",
            "freshet.caches.product.type=java.lang.String",
            "freshet.caches.myOffers.key=shop:offers:{id}",
            "freshet.caches.myOffers.kind=offers",
            "freshet.caches.myOffers.type=java.util.List<java.lang.Long>")
        .run(
            context ->
                assertThat(context.getBean(CacheManager.class).getCacheNames())
                    .containsExactly("myOffers", "product"));
  }

  @Test
  void withoutAnyThereIsNoCacheManagerOfOurs() {
    runner.run(context -> assertThat(context).doesNotHaveBean(CacheManager.class));
  }

  @Test
  void theApplicationsOwnCacheManagerStays() {
    runner
        .withPropertyValues(
            "freshet.caches.product.key=shop:product:{id}",
            "freshet.caches.product.type=java.lang.String")
        .withUserConfiguration(Own.class)
        .run(
            context ->
                assertThat(context)
                    .getBean(CacheManager.class)
                    .isInstanceOf(ConcurrentMapCacheManager.class));
  }

  @Test
  void nothingOfTheApplicationsGivesWay() {
    runner
        .withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
        .withBean("theirs", CircuitBreaker.class, () -> CircuitBreaker.ofDefaults("theirs"))
        .withPropertyValues(
            "freshet.caches.product.key=shop:product:{id}",
            "freshet.caches.product.type=java.lang.String")
        .run(
            context -> {
              assertThat(context).hasBean("applicationTaskExecutor");
              assertThat(context.getBean(CircuitBreaker.class).getName()).isEqualTo("theirs");
              assertThat(context.getBean("redisBreaker", CircuitBreaker.class).getName())
                  .isEqualTo("redis");
            });
  }

  @Test
  void switchedOffThereIsNone() {
    runner
        .withPropertyValues(
            "freshet.cache.enabled=false",
            "freshet.caches.product.key=shop:product:{id}",
            "freshet.caches.product.type=java.lang.String")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheManager.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key=shop:{id              | freshet.caches.product: shop:{id",
        "kind=Product              | freshet.caches.product: not the name of a kind: Product",
        "type=                     | freshet.caches.product.type is missing",
        "type=com.shop.Product     | freshet.caches.product.type: ",
        "codec=kryo                | freshet.caches.product.codec: kryo is neither json, msgpack nor the name of a bean",
        "codec=currentFreshness    | neither a CacheCodec nor a RedisSerializer",
        "ttl=6m                    | ttl",
        "absent-ttl=0s             | absentTtl",
        "tags=category:{slug}      | freshet.caches.product: tags: category:{slug} has {slug}, which shop:product:{id} does not have",
        "tags={id}                 | freshet.caches.product: \"{id}\" does not begin with a word",
        "shows[0].tag=shows:{id}   | shows needs a tag, such as shows:{id}, and of",
        "shows[0]=x                | shows",
        "valid-until=ends(         | freshet.caches.product: valid-until: ",
      })
  void whatIsWrongIsNamed(String property, String message) {
    runner
        .withPropertyValues(
            "freshet.caches.product.key=shop:product:{id}",
            "freshet.caches.product.type=java.lang.String")
        .withPropertyValues("freshet.caches.product." + property)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .satisfies(failure -> assertThat(messages(failure)).contains(message)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "any        | lines.![id] | shows: any has no placeholder, so it belongs into tags",
        "shows:{id} | lines.![id  | freshet.caches.product: shows: of: ",
      })
  void whatIsWrongWithWhatIsShownIsNamed(String tag, String of, String message) {
    runner
        .withPropertyValues(
            "freshet.caches.product.key=shop:product:{id}",
            "freshet.caches.product.type=java.lang.String",
            "freshet.caches.product.shows[0].tag=" + tag,
            "freshet.caches.product.shows[0].of=" + of)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .satisfies(failure -> assertThat(messages(failure)).contains(message)));
  }

  @Test
  void aKeyMustBeGiven() {
    runner
        .withPropertyValues("freshet.caches.product.type=java.lang.String")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .satisfies(
                        failure -> assertThat(messages(failure)).contains("key is missing")));
  }

  private static String messages(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      messages.append(cause).append('\n');
    }
    return messages.toString();
  }

  static class Own {
    @Bean
    CacheManager own() {
      return new ConcurrentMapCacheManager();
    }
  }
}
