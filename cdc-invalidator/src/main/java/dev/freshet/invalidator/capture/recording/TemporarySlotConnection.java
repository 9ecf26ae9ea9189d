package dev.freshet.invalidator.capture.recording;

import dev.freshet.invalidator.capture.engine.ArrivalConnection;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A replication connection that makes a temporary slot on itself. Debezium has the code for that,
 * but switched off, since it connects anew when it looks for a position in the log; with no stored
 * position it does not look.
 */
final class TemporarySlotConnection extends ArrivalConnection {

  private final String slot;

  TemporarySlotConnection(PostgresReplicationConnection connection, String slot) {
    super(connection);
    this.slot = slot;
  }

  @Override
  public Optional<SlotCreationResult> createReplicationSlot() throws SQLException {
    String command = "CREATE_REPLICATION_SLOT \"%s\" TEMPORARY LOGICAL pgoutput".formatted(slot);
    try (Statement statement = createStatement();
        ResultSet created = statement.executeQuery(command)) {
      created.next();
      return Optional.of(
          new SlotCreationResult(
              slot,
              created.getString("consistent_point"),
              created.getString("snapshot_name"),
              created.getString("output_plugin")));
    }
  }

  @Override
  public void reconnect() throws SQLException {
    throw new SQLException("a temporary slot has ended with its connection");
  }
}
