package dev.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.redis.RedisLogin;
import dev.freshet.redis.RedisSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which Redis it is. Connections are made in the background, so none of them need be there. */
class RedisConfigurationTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  SslAutoConfiguration.class,
                  DataRedisAutoConfiguration.class,
                  FreshetAutoConfiguration.class))
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

  @Test
  void isSpringDatas() {
    assertSettings(
        settings -> {
          assertThat(settings.uri()).isEqualTo("redis://cache.example:7000/3");
          assertThat(settings.login()).contains(new RedisLogin("shop", "secret"));
        },
        "spring.data.redis.host=cache.example",
        "spring.data.redis.port=7000",
        "spring.data.redis.database=3",
        "spring.data.redis.username=shop",
        "spring.data.redis.password=secret");
  }

  @Test
  void isThatOfItsUrl() {
    assertSettings(
        settings -> {
          assertThat(settings.uri()).isEqualTo("rediss://[::1]:7000/0");
          assertThat(settings.login()).contains(new RedisLogin("shop", "secret"));
        },
        "spring.data.redis.url=rediss://shop:secret@[::1]:7000");
  }

  @Test
  void trustsWhomItsBundleTrusts() {
    assertSettings(
        settings -> assertThat(settings.tls()).isPresent(), "spring.data.redis.ssl.enabled=true");
  }

  @Test
  void areItsSentinels() {
    assertSettings(
        settings -> {
          assertThat(settings.uri()).isEqualTo("redis-sentinel://a:26379,b:26380/0#main");
          assertThat(settings.sentinelLogin()).contains(new RedisLogin(null, "other"));
        },
        "spring.data.redis.sentinel.master=main",
        "spring.data.redis.sentinel.nodes=a:26379,b:26380",
        "spring.data.redis.sentinel.password=other");
  }

  @Test
  void isItsCluster() {
    assertSettings(
        settings -> assertThat(settings.uri()).isEqualTo("redis-cluster://a:7000,b:7001"),
        "spring.data.redis.cluster.nodes=a:7000,b:7001");
  }

  @Test
  void isOurOwnWhereThatIsGiven() {
    assertSettings(
        settings -> {
          assertThat(settings.uri()).isEqualTo("redis://own:6379");
          assertThat(settings.login()).isEmpty();
        },
        "spring.data.redis.host=cache.example",
        "spring.data.redis.password=secret",
        "freshet.redis.uri=redis://own:6379");
    assertSettings(
        settings -> {
          assertThat(settings.uri()).isEqualTo("redis://cache.example:6379/0");
          assertThat(settings.login()).contains(new RedisLogin("freshet", "mine"));
        },
        "spring.data.redis.host=cache.example",
        "spring.data.redis.password=secret",
        "freshet.redis.username=freshet",
        "freshet.redis.password=mine");
  }

  @Test
  void isOurOwnWithoutSpringData() {
    runner
        .withClassLoader(new FilteredClassLoader(DataRedisConnectionDetails.class))
        .withPropertyValues("spring.data.redis.host=cache.example")
        .run(
            context ->
                assertThat(context.getBean(RedisSettings.class).uri())
                    .isEqualTo("redis://localhost:6379"));
  }

  private void assertSettings(Consumer<RedisSettings> requirements, String... properties) {
    runner
        .withPropertyValues(properties)
        .run(context -> assertThat(context.getBean(RedisSettings.class)).satisfies(requirements));
  }
}
