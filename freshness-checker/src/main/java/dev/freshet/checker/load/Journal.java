package dev.freshet.checker.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.checker.history.Change;
import dev.freshet.checker.history.Row;
import dev.freshet.keys.FenceToken;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.ObjectMapper;

/**
 * What the database noted itself: of its changes by triggers, and of fences in its log.
 *
 * @param transactions the id of each that was committed with a fence, by the fence's token
 */
public record Journal(List<Change> changes, Map<String, Long> transactions) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of pgoutput: {@code M}, flags, the position, the prefix, a zero, the length, the content. */
  private static final byte MESSAGE = 'M';

  private static final int PREFIX_AT = 10;

  public static Journal read(Connection connection, Subject subject) throws SQLException {
    List<Change> changes = new ArrayList<>();
    Map<String, Long> transactions = new HashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("select * from checker.journal")) {
        while (row.next()) {
          changes.add(change(row, subject));
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              """
              select xid::text::bigint, data from pg_logical_slot_peek_binary_changes('checker',
                null, null, 'proto_version', '1', 'publication_names', 'checker', 'messages', 'on')
              """)) {
        while (row.next()) {
          long xid = row.getLong(1);
          token(row.getBytes(2)).ifPresent(token -> transactions.put(token, xid));
        }
      }
    }
    return new Journal(changes, transactions);
  }

  /** Forgets everything; the versions go on. */
  public static void clear(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("truncate checker.journal");
      statement.execute("select pg_replication_slot_advance('checker', pg_current_wal_lsn())");
    }
  }

  private static Change change(ResultSet row, Subject subject) throws SQLException {
    String table = row.getString("tab");
    String state = row.getString("state");
    return new Change(
        new Row(table, row.getLong("id"), row.getLong("part")),
        row.getLong("version"),
        row.getLong("xid"),
        state == null ? null : subject.state(table, JSON.readTree(state)));
  }

  private static Optional<String> token(byte[] logged) {
    byte[] prefix = (FenceToken.MESSAGE_PREFIX + '\0').getBytes(UTF_8);
    ByteBuffer in = ByteBuffer.wrap(logged);
    if (in.get() != MESSAGE
        || !ByteBuffer.wrap(prefix).equals(in.slice(PREFIX_AT, prefix.length))) {
      return Optional.empty();
    }
    in.position(PREFIX_AT + prefix.length);
    byte[] content = new byte[in.getInt()];
    in.get(content);
    return Optional.of(new String(content, UTF_8));
  }
}
