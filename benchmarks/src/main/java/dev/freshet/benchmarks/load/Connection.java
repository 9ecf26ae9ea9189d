package dev.freshet.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection to 127.0.0.1 for GET requests, as thin as can be: the
 * generator shares the machine with what it measures. When the server says that it closes it, as
 * Tomcat does after some requests, the next request opens another. Answers have a {@code
 * Content-Length}, or are chunked JSON, which cannot contain what ends it.
 */
final class Connection implements AutoCloseable {

  private static final int READ_LIMIT_MILLIS = 30_000;
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(ISO_8859_1);
  private static final byte[] END_OF_CHUNKS = "\r\n0\r\n\r\n".getBytes(ISO_8859_1);

  private final int port;
  private Socket socket;
  private boolean closing;
  private byte[] buffer = new byte[64 * 1024];

  Connection(int port) throws IOException {
    this.port = port;
    this.socket = open(port);
  }

  private static Socket open(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    return socket;
  }

  /** The bytes of a request. */
  static byte[] request(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @return the head and the raw body, which may be chunked
   * @throws IOException if the status is not 200 as well
   */
  Answer ask(byte[] request) throws IOException {
    if (closing) {
      socket.close();
      socket = open(port);
    }
    socket.getOutputStream().write(request);
    InputStream in = socket.getInputStream();
    int length = 0;
    int head = -1;
    int whole = -1;
    while (whole < 0 || length < whole) {
      if (length == buffer.length) {
        buffer = java.util.Arrays.copyOf(buffer, 2 * length);
      }
      int count = in.read(buffer, length, buffer.length - length);
      if (count < 0) {
        throw new IOException("the connection was closed in an answer");
      }
      length += count;
      if (head < 0) {
        head = endOfHead(length);
      }
      if (head >= 0 && whole < 0) {
        whole = end(head, length);
      }
    }
    if (buffer[9] != '2' || buffer[10] != '0' || buffer[11] != '0') {
      throw new IOException(new String(buffer, 0, Math.min(length, 300), ISO_8859_1));
    }
    return new Answer(buffer, head, length);
  }

  private int endOfHead(int length) {
    for (int i = 0; i + END_OF_HEAD.length <= length; i++) {
      if (matches(END_OF_HEAD, i)) {
        return i + END_OF_HEAD.length;
      }
    }
    return -1;
  }

  /** How long the answer is; -1 as long as that is not known. */
  private int end(int head, int length) {
    String lines = new String(buffer, 0, head, ISO_8859_1).toLowerCase(Locale.ROOT);
    closing = lines.contains("\r\nconnection: close\r\n");
    int field = lines.indexOf("\r\ncontent-length:");
    if (field >= 0) {
      int start = field + "\r\ncontent-length:".length();
      return head + Integer.parseInt(lines.substring(start, lines.indexOf('\r', start)).strip());
    }
    boolean complete =
        length - END_OF_CHUNKS.length >= head
            && matches(END_OF_CHUNKS, length - END_OF_CHUNKS.length);
    return complete ? length : -1;
  }

  private boolean matches(byte[] end, int offset) {
    for (int i = 0; i < end.length; i++) {
      if (buffer[offset + i] != end[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Valid until the next request. */
  record Answer(byte[] buffer, int head, int length) {}
}
