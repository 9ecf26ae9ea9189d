package dev.freshet.invalidator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.redis.RedisLogin;
import dev.freshet.redis.RedisSettings;
import dev.freshet.redis.spring.RedisProperties;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class RedisPropertiesTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Properties.class);

  @Test
  void haveDefaults() {
    runner.run(
        context -> {
          RedisProperties properties = context.getBean(RedisProperties.class);
          assertThat(properties)
              .isEqualTo(
                  new RedisProperties(
                      "redis://localhost:6379",
                      null,
                      null,
                      new RedisProperties.Sentinel(null, null),
                      new RedisProperties.Ssl(null),
                      Duration.ofSeconds(5),
                      Duration.ofSeconds(2)));
          assertThat(properties.settings(new DefaultSslBundleRegistry()).tls()).isEmpty();
        });
  }

  @Test
  void areNamedSo() {
    runner
        .withPropertyValues(
            "freshet.redis.uri=redis://cache",
            "freshet.redis.username=user",
            "freshet.redis.password=pass",
            "freshet.redis.sentinel.username=watcher",
            "freshet.redis.sentinel.password=word",
            "freshet.redis.ssl.bundle=shop",
            "freshet.redis.connect-timeout=1s",
            "freshet.redis.command-timeout=3s")
        .run(
            context -> {
              DefaultSslBundleRegistry bundles =
                  new DefaultSslBundleRegistry("shop", SslBundle.of(SslStoreBundle.NONE));
              RedisSettings settings = context.getBean(RedisProperties.class).settings(bundles);
              assertThat(settings.uri()).isEqualTo("redis://cache");
              assertThat(settings.login()).contains(new RedisLogin("user", "pass"));
              assertThat(settings.sentinelLogin()).contains(new RedisLogin("watcher", "word"));
              assertThat(settings.tls()).isPresent();
              assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
              assertThat(settings.commandTimeout()).isEqualTo(Duration.ofSeconds(3));
            });
  }

  @Test
  void areChecked() {
    for (String wrong :
        List.of(
            "freshet.redis.uri=http://cache",
            "freshet.redis.command-timeout=0s",
            "freshet.redis.username=user")) {
      runner.withPropertyValues(wrong).run(context -> assertThat(context).hasFailed());
    }
  }

  @Test
  void doNotPrintPasswords() {
    runner
        .withPropertyValues(
            "freshet.redis.uri=redis://me:s3cret@cache",
            "freshet.redis.password=s3cret",
            "freshet.redis.sentinel.password=s3cret")
        .run(
            context ->
                assertThat(context.getBean(RedisProperties.class))
                    .asString()
                    .contains("cache")
                    .doesNotContain("s3cret"));
  }

  @Configuration
  @EnableConfigurationProperties(RedisProperties.class)
  static class Properties {}
}
