package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisSettingsTest {

  @Test
  void aCommandThatWaitsIsAnsweredBeforeItFails() {
    RedisSettings settings =
        new RedisSettings("redis://localhost", Duration.ofSeconds(5), Duration.ofMillis(400));
    assertThat(settings.blocking(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(200));
    assertThat(settings.blocking(Duration.ofMillis(150))).isEqualTo(Duration.ofMillis(150));
  }
}
