package dev.freshet.invalidator.capture.engine;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.invalidator.capture.postgres.CapturedRelations;
import dev.freshet.invalidator.capture.postgres.ConnectedHost;
import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.settings.CaptureSettings;
import dev.freshet.rules.RulesFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** What an engine of the invalidator is given, in tests without an invalidator. */
final class EngineProperties {

  private EngineProperties() {}

  static Properties of(CatalogDatabase database, String slot) {
    CaptureSettings settings =
        new CaptureSettings(
            slot,
            "freshet",
            "",
            Duration.ofMillis(500),
            "test",
            Duration.ofMillis(100),
            Duration.ofSeconds(5));
    return EngineConfig.of(
            settings, database.jdbcUrl(), CatalogDatabase.USER, CatalogDatabase.PASSWORD)
        .properties(
            new ConnectedHost("127.0.0.1", database.server().port()),
            new CapturedRelations(
                RulesFile.bundled().tables().stream()
                    .collect(
                        Collectors.toMap(
                            table -> new RelationName("public", table.toString()), table -> table)),
                Map.of(),
                List.of()));
  }
}
