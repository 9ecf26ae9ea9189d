package dev.freshet.invalidator.capture.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.HostSpec;

/**
 * The one server, of those in the JDBC URL, that the driver has chosen. Debezium takes no list of
 * hosts.
 *
 * @param name of the host
 */
public record ConnectedHost(String name, int port) {

  /**
   * The server that the pool's connections lead to.
   *
   * @throws SQLException if there is no connection
   */
  public static ConnectedHost of(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      HostSpec host = connection.unwrap(BaseConnection.class).getQueryExecutor().getHostSpec();
      return new ConnectedHost(host.getHost(), host.getPort());
    }
  }
}
