package dev.freshet.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports on 127.0.0.1. */
public final class Ports {

  /** A Redis Cluster node's bus listens this far above its port. */
  private static final int REDIS_BUS_OFFSET = 10_000;

  private static final int LARGEST_PORT = 65_535;

  private static final int LOWEST_PORT = 15_000;

  /**
   * Where Linux begins to take ports for outgoing connections, of which there are so many in tests
   * that they would take a port between its choice and its use.
   */
  private static final int FIRST_EPHEMERAL_PORT = 32_768;

  private static final int ATTEMPTS = 1_000;

  private Ports() {}

  /**
   * A port that nobody listens on now. Another program may still take it before the caller does.
   */
  public static int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, FIRST_EPHEMERAL_PORT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port on 127.0.0.1");
  }

  /** A free port whose Redis Cluster bus port is free as well. */
  public static int freeForClusterNode() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
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
