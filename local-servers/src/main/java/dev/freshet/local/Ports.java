package dev.freshet.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports on 127.0.0.1. */
public final class Ports {

  /** A Redis Cluster node's bus listens this far above its port. */
  private static final int REDIS_BUS_OFFSET = 10_000;

  private static final int LARGEST_PORT = 65_535;

  private Ports() {}

  /**
   * A port that nobody listens on now. Another program may still take it before the caller does.
   */
  public static int free() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on 127.0.0.1", e);
    }
  }

  /** A free port whose Redis Cluster bus port is free as well. */
  static int freeForClusterNode() {
    for (int attempt = 0; attempt < 1000; attempt++) {
      int port = free();
      if (port + REDIS_BUS_OFFSET <= LARGEST_PORT && isFree(port + REDIS_BUS_OFFSET)) {
        return port;
      }
    }
    throw new IllegalStateException("no free pair of ports for a Redis Cluster node");
  }

  /** Whether the port can be listened on now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
