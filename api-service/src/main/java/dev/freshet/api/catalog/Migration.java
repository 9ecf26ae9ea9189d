package dev.freshet.api.catalog;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Migrates also when another instance does so at the same time.
 *
 * <p>Flyway looks for its history table and then whether the schema is empty, before it takes its
 * lock. An instance that makes the table between the two looks turns an empty database into one
 * that seems to need a baseline, and that fails. Once there is a history, nothing is decided
 * outside the lock, so a second try cannot meet this.
 */
final class Migration implements FlywayMigrationStrategy {

  @Override
  public void migrate(Flyway flyway) {
    try {
      flyway.migrate();
    } catch (FlywayException first) {
      try {
        flyway.migrate();
      } catch (FlywayException second) {
        second.addSuppressed(first);
        throw second;
      }
    }
  }
}
