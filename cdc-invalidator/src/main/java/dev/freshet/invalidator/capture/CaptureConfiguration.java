package dev.freshet.invalidator.capture;

import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidator.capture.engine.EngineConfig;
import dev.freshet.invalidator.capture.postgres.Origins;
import dev.freshet.invalidator.capture.postgres.ReplicationSlot;
import dev.freshet.invalidator.capture.postgres.ServerCheck;
import dev.freshet.invalidator.capture.settings.CaptureSettings;
import dev.freshet.rules.Rules;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CaptureSettings.class)
class CaptureConfiguration {

  @Bean
  CaptureStatus captureStatus() {
    return new CaptureStatus();
  }

  @Bean
  CaptureMetrics captureMetrics(CaptureStatus status) {
    return new CaptureMetrics(status);
  }

  /** The bean's name is the indicator's. */
  @Bean
  CaptureHealth captureHealthIndicator(CaptureStatus status, CaptureSettings settings) {
    return new CaptureHealth(status, settings.slot());
  }

  @Bean
  Capture capture(
      CaptureSettings settings,
      JdbcConnectionDetails connection,
      DataSource dataSource,
      JdbcClient database,
      Rules rules,
      Invalidator invalidator,
      CaptureStatus status) {
    EngineConfig config =
        EngineConfig.of(
            settings, connection.getJdbcUrl(), connection.getUsername(), connection.getPassword());
    ReplicationSlot slot = new ReplicationSlot(dataSource, database, settings.slot());
    Origins origins =
        new Origins(database, settings.publication(), settings.schema(), rules.tables());
    return new Capture(
        new ServerCheck(database, settings.publication(), origins, rules),
        slot,
        new CaptureRun(dataSource, slot, config, settings, invalidator, origins, database, status),
        invalidator,
        status,
        settings.pauses());
  }
}
