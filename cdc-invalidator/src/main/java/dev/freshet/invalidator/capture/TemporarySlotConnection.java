package dev.freshet.invalidator.capture;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Debezium's replication connection, which makes a temporary slot on itself. Debezium has the code
 * for that, but switched off, since it connects anew when it looks for a position in the log; with
 * no stored position it does not look.
 */
final class TemporarySlotConnection implements ReplicationConnection {

  private final ArrivalConnection connection;
  private final String slot;

  TemporarySlotConnection(ArrivalConnection connection, String slot) {
    this.connection = connection;
    this.slot = slot;
  }

  @Override
  public Optional<SlotCreationResult> createReplicationSlot() throws SQLException {
    String command = "CREATE_REPLICATION_SLOT \"%s\" TEMPORARY LOGICAL pgoutput".formatted(slot);
    // The replication protocol does not understand what other connections are greeted with.
    try (Statement statement = connection.createStatement();
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
  public ReplicationStream startStreaming(WalPositionLocator position)
      throws SQLException, InterruptedException {
    return connection.startStreaming(position);
  }

  @Override
  public ReplicationStream startStreaming(Lsn offset, WalPositionLocator position)
      throws SQLException, InterruptedException {
    return connection.startStreaming(offset, position);
  }

  @Override
  public void initConnection() throws SQLException, InterruptedException {
    connection.initConnection();
  }

  @Override
  public boolean isConnected() throws SQLException {
    return connection.isConnected();
  }

  @Override
  public void reconnect() throws SQLException {
    throw new SQLException("a temporary slot has ended with its connection");
  }

  @Override
  public void close() {
    connection.close();
  }
}
