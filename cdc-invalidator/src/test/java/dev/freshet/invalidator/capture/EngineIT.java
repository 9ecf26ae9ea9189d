package dev.freshet.invalidator.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Properties;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** An engine is ended by whoever started it. */
class EngineIT {

  private static final CaptureSettings SETTINGS =
      new CaptureSettings(
          "engine",
          "freshet",
          Duration.ofMillis(500),
          "test",
          Duration.ofMillis(100),
          Duration.ofSeconds(5));

  @Test
  void endsAlsoIfTheThreadThatWaitsForItIsInterrupted() throws Exception {
    try (CatalogDatabase database = CatalogDatabase.start()) {
      Properties properties =
          EngineConfig.of(
                  SETTINGS, database.jdbcUrl(), CatalogDatabase.USER, CatalogDatabase.PASSWORD)
              .properties(new ConnectedHost("127.0.0.1", database.server().port()));
      Engine engine = Engine.start(properties, (records, committer) -> {});

      Thread.currentThread().interrupt();

      assertThat(engine.close(Duration.ofSeconds(30))).isTrue();
      assertThat(Thread.interrupted()).isTrue();
      ObjectName metrics =
          new ObjectName(
              "debezium.postgres:*,server=%s".formatted(properties.getProperty("topic.prefix")));
      assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(metrics, null)).isEmpty();
    }
  }
}
