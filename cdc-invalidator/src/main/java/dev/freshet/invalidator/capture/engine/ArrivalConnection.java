package dev.freshet.invalidator.capture.engine;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Debezium's replication connection, with an {@link ArrivalStream} in place of its stream. */
public class ArrivalConnection implements ReplicationConnection {

  private final PostgresReplicationConnection connection;

  public ArrivalConnection(PostgresReplicationConnection connection) {
    this.connection = connection;
  }

  /** For commands of the replication protocol. */
  protected Statement createStatement() throws SQLException {
    // The protocol does not understand what other connections are greeted with.
    return connection.connection(false).createStatement();
  }

  @Override
  public ReplicationStream startStreaming(WalPositionLocator position)
      throws SQLException, InterruptedException {
    return new ArrivalStream(connection.startStreaming(position));
  }

  @Override
  public ReplicationStream startStreaming(Lsn offset, WalPositionLocator position)
      throws SQLException, InterruptedException {
    return new ArrivalStream(connection.startStreaming(offset, position));
  }

  @Override
  public Optional<SlotCreationResult> createReplicationSlot() throws SQLException {
    return connection.createReplicationSlot();
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
    connection.reconnect();
  }

  @Override
  public void close() {
    connection.close();
  }
}
