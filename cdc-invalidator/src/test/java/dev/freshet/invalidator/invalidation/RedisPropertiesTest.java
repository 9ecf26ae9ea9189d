package dev.freshet.invalidator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class RedisPropertiesTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Properties.class);

  @Test
  void haveDefaults() {
    runner.run(
        context ->
            assertThat(context.getBean(RedisProperties.class))
                .isEqualTo(
                    new RedisProperties(
                        "redis://localhost:6379", Duration.ofSeconds(5), Duration.ofSeconds(2))));
  }

  @Test
  void areNamedSo() {
    runner
        .withPropertyValues(
            "freshet.redis.uri=redis://user:pass@cache",
            "freshet.redis.connect-timeout=1s",
            "freshet.redis.command-timeout=3s")
        .run(
            context ->
                assertThat(context.getBean(RedisProperties.class))
                    .isEqualTo(
                        new RedisProperties(
                            "redis://user:pass@cache",
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(3))));
  }

  @Test
  void areChecked() {
    runner
        .withPropertyValues("freshet.redis.uri=http://cache")
        .run(context -> assertThat(context).hasFailed());
    runner
        .withPropertyValues("freshet.redis.command-timeout=0s")
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  void doNotPrintThePassword() {
    assertThat(
            new RedisProperties(
                "redis://me:s3cret@cache", Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .asString()
        .doesNotContain("s3cret");
  }

  @Configuration
  @EnableConfigurationProperties(RedisProperties.class)
  static class Properties {}
}
