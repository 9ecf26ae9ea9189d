package dev.freshet.invalidator.capture;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/**
 * Debezium's connector, but for a slot that ends with its connection: whatever happens to this
 * process, no slot is left that keeps write-ahead log. Public for Debezium, which makes it by its
 * name.
 */
public final class TemporarySlotConnector extends PostgresConnector {

  @Override
  public Class<? extends Task> taskClass() {
    return TemporarySlotTask.class;
  }
}
