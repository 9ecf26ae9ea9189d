package dev.freshet.invalidator.capture.recording;

import dev.freshet.invalidator.capture.engine.ArrivalConnection;
import dev.freshet.invalidator.capture.engine.ArrivalTask;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;

/** The task of {@link TemporarySlotConnector}. Public for Debezium, which makes it. */
public final class TemporarySlotTask extends ArrivalTask {

  @Override
  protected ArrivalConnection wrap(PostgresReplicationConnection connection, String slot) {
    return new TemporarySlotConnection(connection, slot);
  }
}
