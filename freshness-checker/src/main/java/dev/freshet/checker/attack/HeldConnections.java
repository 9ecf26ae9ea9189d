package dev.freshet.checker.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.keys.FenceToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Connections that are opened in great numbers and cost their client nothing. */
final class HeldConnections implements Attack.Ongoing {

  private static final int PER_PORT = 600;
  private static final int WAITERS = 10_000;
  private static final List<String> METHODS = List.of("POST", "PUT", "PATCH", "DELETE");

  private final Loops loops = new Loops();
  private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();

  private HeldConnections() {}

  static HeldConnections silent(Target target) {
    HeldConnections held = new HeldConnections();
    for (int port : target.ports()) {
      held.open(port, PER_PORT / 3, i -> "");
      held.open(
          port,
          PER_PORT * 2 / 3,
          i ->
              METHODS.get(i % METHODS.size())
                  + " /products/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  + "Content-Length: 100\r\n\r\n");
    }
    return held;
  }

  static HeldConnections dripping(Target target) {
    HeldConnections held = new HeldConnections();
    for (int port : target.ports()) {
      held.open(port, PER_PORT, i -> "GET /products HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    }
    held.loops.add(
        () -> {
          TimeUnit.MILLISECONDS.sleep(500);
          held.open.removeIf(channel -> !send(channel, "a"));
        });
    return held;
  }

  static HeldConnections waiting(Target target) {
    HeldConnections held = new HeldConnections();
    int each = WAITERS / target.invalidators().size();
    for (int port : target.invalidators()) {
      held.open(
          port,
          each,
          i -> "GET /fence/" + FenceToken.random() + "?wait=30s HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    return held;
  }

  /** In the background; a port that takes no more connections lets its loop wait. */
  private void open(int port, int count, Request request) {
    for (int part = 0; part < 4; part++) {
      int[] next = {part};
      loops.add(
          () -> {
            if (next[0] >= count) {
              TimeUnit.SECONDS.sleep(1);
              return;
            }
            SocketChannel channel = SocketChannel.open();
            open.add(channel);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            boolean unused = send(channel, request.text(next[0]));
            next[0] += 4;
          });
    }
  }

  /** What does not fit into the socket's buffer is left out. */
  private static boolean send(SocketChannel channel, String text) {
    try {
      int unused = channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    loops.close();
    for (SocketChannel channel : open) {
      try {
        channel.close();
      } catch (IOException e) {
        // Closed is closed.
      }
    }
  }

  @FunctionalInterface
  private interface Request {
    String text(int number);
  }
}
