package dev.freshet.checker.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;

/** Sends bodies, each until the service closes the connection or much has been sent. */
final class EndlessBodies implements Attack.Ongoing {

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND");
  private static final List<String> CONTENT_TYPES =
      List.of(
          "application/json",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=b",
          "text/plain",
          "application/octet-stream");
  private static final List<String> FRAMINGS =
      List.of("Transfer-Encoding: chunked", "Content-Length: 300000000", "Expect: 100-continue");
  private static final List<String> PATHS =
      List.of("/products/1", "/products", "/fence/t", "/actuator/health", "/");
  private static final int THREADS = 8;
  private static final int PIECE_BYTES = 1 << 16;

  /** For the next one to have its turn; more than the services' heap, from all threads together. */
  private static final long MOST_BYTES = 200 << 20;

  private final Loops loops = new Loops();

  EndlessBodies(Target target) {
    for (int thread = 0; thread < THREADS; thread++) {
      int[] next = {thread};
      loops.add(
          () -> {
            send(target.ports().get(next[0] % target.ports().size()), next[0]);
            next[0] += THREADS + 1;
          });
    }
  }

  private void send(int port, int number) throws IOException {
    Random random = new Random(number);
    String framing = one(FRAMINGS, random);
    String head =
        "%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n%s\r\n%s\r\n"
            .formatted(
                one(METHODS, random),
                one(PATHS, random),
                one(CONTENT_TYPES, random),
                framing,
                framing.startsWith("Expect") ? "Content-Length: 300000000\r\n" : "");
    boolean isChunked = framing.endsWith("chunked");
    byte[] piece = "a=%zz&".repeat(PIECE_BYTES / 6).getBytes(US_ASCII);
    byte[] size = (Integer.toHexString(piece.length) + "\r\n").getBytes(US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(US_ASCII));
      for (long sent = 0; sent < MOST_BYTES && !loops.isClosed(); sent += piece.length) {
        if (isChunked) {
          out.write(size);
        }
        out.write(piece);
        if (isChunked) {
          out.write('\r');
          out.write('\n');
        }
      }
    }
  }

  private static <T> T one(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  @Override
  public void close() {
    loops.close();
  }
}
