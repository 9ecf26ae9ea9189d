package dev.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.Lifetimes;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class CachePropertiesTest {

  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Properties.class);

  /** Longer, and the invalidator would forget pages that are still cached. */
  @Test
  void durationsAreAtMostWhatTheInvalidatorReliesOn() {
    assertLongest("ttl", Lifetimes.TTL);
    assertLongest("absent-ttl", Lifetimes.TTL);
    assertLongest("lease", Lifetimes.LEASE);
  }

  @ParameterizedTest
  @CsvSource({
    "ttl, 0s",
    "absent-ttl, 0s",
    "lease, 0s",
    "lease-wait, -1ms",
    "registry-limit, 0",
    "registry-memory, 0B",
    "breaker.failures, 0",
    "breaker.failures, 101",
    "breaker.open-for, 0s"
  })
  void areChecked(String name, String value) {
    assertRefused(name, value);
  }

  @ParameterizedTest
  @CsvSource({"lease-wait, 0s", "breaker.failures, 100"})
  void haveTheseLimits(String name, String value) {
    assertAccepted(name, value);
  }

  private void assertLongest(String name, Duration longest) {
    assertAccepted(name, longest.toString());
    assertRefused(name, longest.plus(MILLISECOND).toString());
  }

  private void assertAccepted(String name, String value) {
    runner
        .withPropertyValues("freshet.cache." + name + "=" + value)
        .run(context -> assertThat(context).as(name).hasNotFailed());
  }

  private void assertRefused(String name, String value) {
    runner
        .withPropertyValues("freshet.cache." + name + "=" + value)
        .run(context -> assertThat(context).as(name).hasFailed());
  }

  @Configuration
  @EnableConfigurationProperties(CacheProperties.class)
  static class Properties {}
}
