package dev.freshet.invalidator.capture.engine;

import dev.freshet.invalidator.capture.failure.Failures;
import dev.freshet.invalidator.capture.failure.UnreadableException;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Debezium's stream, where the thread that reads also acknowledges. A reader that waits keeps the
 * connection's lock, so another thread would wait with it, and with that thread the next batch.
 *
 * <p>What fails here fails at a place in the log: an {@link UnreadableException}, unless it is an
 * outage.
 */
final class ArrivalStream implements ReplicationStream {

  private final ReplicationStream stream;
  private final AtomicReference<Lsn> acknowledged = new AtomicReference<>();

  ArrivalStream(ReplicationStream stream) {
    this.stream = stream;
  }

  /** Returns at once; the server is told before the next message is read. */
  @Override
  public void flushLsn(Lsn lsn) {
    acknowledged.set(lsn);
  }

  @Override
  public boolean readPending(ReplicationMessageProcessor processor)
      throws SQLException, InterruptedException {
    acknowledge();
    try {
      return stream.readPending(processor);
    } catch (SQLException | RuntimeException | Error e) {
      refuse(e);
      throw e;
    }
  }

  @Override
  public void read(ReplicationMessageProcessor processor)
      throws SQLException, InterruptedException {
    acknowledge();
    try {
      stream.read(processor);
    } catch (SQLException | RuntimeException | Error e) {
      refuse(e);
      throw e;
    }
  }

  private static void refuse(Throwable failure) {
    if (!Failures.isOutage(failure)) {
      throw new UnreadableException(failure);
    }
  }

  private void acknowledge() throws SQLException {
    if (acknowledged.get() != null) {
      stream.flushLsn(acknowledged.getAndSet(null));
    }
  }

  @Override
  public Lsn lastReceivedLsn() {
    return stream.lastReceivedLsn();
  }

  @Override
  public Lsn startLsn() {
    return stream.startLsn();
  }

  @Override
  public void startKeepAlive(ExecutorService service) {
    stream.startKeepAlive(service);
  }

  @Override
  public void stopKeepAlive() {
    stream.stopKeepAlive();
  }

  @Override
  public void close() throws Exception {
    stream.close();
  }
}
