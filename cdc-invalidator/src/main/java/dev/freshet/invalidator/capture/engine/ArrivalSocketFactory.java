package dev.freshet.invalidator.capture.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Sockets in which a replication stream waits for what comes next. Public for the PostgreSQL
 * driver, which makes it by its name.
 *
 * <p>To find out whether a message is there, the driver reads from the socket for 1 ms, and
 * Debezium asks it again and again: a thousand times a second, mostly for nothing. Here such a read
 * takes longer, but as ever it ends when something comes.
 */
public final class ArrivalSocketFactory extends SocketFactory {

  /** What the driver asks for when it wants to know whether a message is there. */
  private static final int LOOK_MILLIS = 1;

  /** Debezium then looks after its heartbeat, and whether it is to end. */
  private static final int WAIT_MILLIS = 100;

  @Override
  public Socket createSocket() {
    return new ArrivalSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unconnected();
  }

  private static IOException unconnected() {
    return new IOException("the driver connects by itself, within its own time limit");
  }

  private static final class ArrivalSocket extends Socket {

    @Override
    public void setSoTimeout(int millis) throws SocketException {
      super.setSoTimeout(millis == LOOK_MILLIS ? WAIT_MILLIS : millis);
    }
  }
}
