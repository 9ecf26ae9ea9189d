package dev.freshet.invalidator.capture;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import java.sql.SQLException;

/** The task of {@link TemporarySlotConnector}. Public for Debezium, which makes it. */
public final class TemporarySlotTask extends ArrivalTask {

  @Override
  protected ReplicationConnection buildReplicationConnection(
      PostgresConnection jdbcConnection, PostgresSchema schema, PostgresConnectorConfig config)
      throws SQLException {
    return new TemporarySlotConnection(
        (ArrivalConnection) super.buildReplicationConnection(jdbcConnection, schema, config),
        config.slotName());
  }
}
