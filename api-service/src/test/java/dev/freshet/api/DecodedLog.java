package dev.freshet.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.local.postgres.LocalPostgres;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The committed changes of the published tables and the messages, as the invalidator gets them. */
final class DecodedLog implements AutoCloseable {

  private static final String SLOT = "decoded_log";
  private static final String NEXT =
      "select data from pg_logical_slot_get_binary_changes('"
          + SLOT
          + "', null, null, 'proto_version', '1', 'publication_names', 'freshet',"
          + " 'messages', 'true')";

  private final Connection connection;

  private DecodedLog(Connection connection) {
    this.connection = connection;
  }

  /** Begins here and now. */
  static DecodedLog of(LocalPostgres postgres, String database) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            postgres.jdbcUrl(database), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
    try (PreparedStatement create =
        connection.prepareStatement(
            "select pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput', true)")) {
      create.execute();
    }
    return new DecodedLog(connection);
  }

  /** The transactions that have been committed since the last call, in order. */
  List<Transaction> next() throws SQLException {
    List<Transaction> transactions = new ArrayList<>();
    StringBuilder kinds = new StringBuilder();
    List<Message> messages = new ArrayList<>();
    try (PreparedStatement next = connection.prepareStatement(NEXT);
        ResultSet found = next.executeQuery()) {
      while (found.next()) {
        ByteBuffer data = ByteBuffer.wrap(found.getBytes(1));
        char kind = (char) data.get();
        switch (kind) {
          case 'B' -> {
            kinds.setLength(0);
            messages.clear();
          }
          case 'C' -> {
            // Before PostgreSQL 15 those come too in which nothing is published.
            if (!kinds.isEmpty()) {
              transactions.add(new Transaction(kinds.toString(), List.copyOf(messages)));
            }
          }
          case 'M' -> {
            kinds.append(kind);
            messages.add(Message.read(data));
          }
          case 'I', 'U', 'D' -> kinds.append(kind);
          default -> {}
        }
      }
    }
    return transactions;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /**
   * @param kinds a letter for each change, as pgoutput has them: I, U or D for a row, M for a
   *     message
   */
  record Transaction(String kinds, List<Message> messages) {}

  record Message(boolean transactional, String prefix, String content) {

    static Message read(ByteBuffer data) {
      boolean transactional = data.get() == 1;
      data.getLong(); // its position
      StringBuilder prefix = new StringBuilder();
      for (byte b = data.get(); b != 0; b = data.get()) {
        prefix.append((char) b);
      }
      byte[] content = new byte[data.getInt()];
      data.get(content);
      return new Message(transactional, prefix.toString(), new String(content, UTF_8));
    }
  }
}
