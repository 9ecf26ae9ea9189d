package dev.freshet.checker.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** Sends headers until the service closes the connection, then the next ones. */
final class HeaderFlood implements Attack.Ongoing {

  private static final int THREADS = 6;
  private static final long MAX_BYTES = 32 << 20;
  private static final List<String> HEADERS =
      List.of("X-%d: y\r\n", "X: " + "y".repeat(4_000) + "%d", "Cookie: a%d=b\r\n", "Range: %d-,");

  private final Loops loops = new Loops();

  HeaderFlood(Target target) {
    for (int thread = 0; thread < THREADS; thread++) {
      int[] next = {thread};
      loops.add(
          () -> {
            send(
                target.ports().get(next[0] % target.ports().size()),
                HEADERS.get(next[0] % HEADERS.size()));
            next[0]++;
          });
    }
  }

  private void send(int port, String header) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write("GET /products?page=2 HTTP/1.1\r\nHost: x\r\n".getBytes(US_ASCII));
      long sent = 0;
      for (int i = 0; sent < MAX_BYTES && !loops.isClosed(); i++) {
        byte[] bytes = header.formatted(i).getBytes(US_ASCII);
        out.write(bytes);
        sent += bytes.length;
      }
    }
  }

  @Override
  public void close() {
    loops.close();
  }
}
