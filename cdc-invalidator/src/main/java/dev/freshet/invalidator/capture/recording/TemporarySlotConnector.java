package dev.freshet.invalidator.capture.recording;

import dev.freshet.invalidator.capture.engine.ArrivalConnector;
import org.apache.kafka.connect.connector.Task;

/**
 * Our connector, but for a slot that ends with its connection: whatever happens to this process, no
 * slot is left that keeps write-ahead log. Public for Debezium, which makes it by its name.
 */
public final class TemporarySlotConnector extends ArrivalConnector {

  @Override
  public Class<? extends Task> taskClass() {
    return TemporarySlotTask.class;
  }
}
