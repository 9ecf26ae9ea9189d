package dev.freshet.invalidator.capture.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class SettingsTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Settings.class);

  @Test
  void haveDefaults() {
    runner.run(
        context ->
            assertThat(context.getBean(CaptureSettings.class))
                .isEqualTo(
                    new CaptureSettings(
                        "freshet",
                        "freshet",
                        "",
                        Duration.ofMillis(500),
                        "cdc-invalidator",
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5))));
  }

  @Test
  void areNamedSo() {
    runner
        .withPropertyValues(
            "freshet.capture.slot=a",
            "freshet.capture.publication=b",
            "freshet.capture.schema=c",
            "freshet.capture.heartbeat-interval=2s",
            "freshet.capture.instance=host-1",
            "freshet.capture.retry-min=3s",
            "freshet.capture.retry-max=4s")
        .run(
            context ->
                assertThat(context.getBean(CaptureSettings.class))
                    .isEqualTo(
                        new CaptureSettings(
                            "a",
                            "b",
                            "c",
                            Duration.ofSeconds(2),
                            "host-1",
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(4))));
  }

  @ParameterizedTest
  @CsvSource({
    "slot, Not a slot",
    "publication, ''",
    "heartbeat-interval, 0s",
    "retry-min, 0s",
    "retry-min, 10s",
    "retry-max, 1h"
  })
  void areChecked(String name, String value) {
    runner
        .withPropertyValues("freshet.capture." + name + "=" + value)
        .run(context -> assertThat(context).hasFailed());
  }

  @Configuration
  @EnableConfigurationProperties(CaptureSettings.class)
  static class Settings {}
}
