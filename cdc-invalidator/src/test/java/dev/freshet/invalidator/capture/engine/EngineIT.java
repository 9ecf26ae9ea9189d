package dev.freshet.invalidator.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.invalidator.CatalogDatabase;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Properties;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** An engine is ended by whoever started it. */
class EngineIT {

  @Test
  void endsAlsoIfTheThreadThatWaitsForItIsInterrupted() throws Exception {
    try (CatalogDatabase database = CatalogDatabase.start()) {
      Properties properties = EngineProperties.of(database, "engine");
      Engine engine = Engine.start(properties, (records, committer) -> {});

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> "t".equals(database.query("select active from pg_replication_slots")));

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
