package dev.freshet.invalidator.capture.engine;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/**
 * Debezium's connector, but handing changes on when they arrive. Public for Debezium, which makes
 * it by its name.
 */
public class ArrivalConnector extends PostgresConnector {

  @Override
  public Class<? extends Task> taskClass() {
    return ArrivalTask.class;
  }
}
