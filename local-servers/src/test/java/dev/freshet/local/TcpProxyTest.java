package dev.freshet.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

  private ServerSocket echo;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread server = new Thread(this::serve);
    server.setDaemon(true);
    server.start();
    proxy = TcpProxy.to(echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void passesEverythingOn() throws IOException {
    try (Client client = new Client()) {
      assertThat(client.say("hello")).isEqualTo("hello");
      assertThat(client.say("again")).isEqualTo("again");
    }
  }

  @Test
  void delaysBothDirections() throws IOException {
    try (Client client = new Client()) {
      proxy.delay(Duration.ofMillis(150));
      long start = System.nanoTime();
      assertThat(client.say("slow")).isEqualTo("slow");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
    }
  }

  @Test
  void whatHangsPassesAfterItIsHealed() throws IOException {
    try (Client client = new Client()) {
      proxy.hang();
      client.expectSilence("later");
      proxy.heal();
      assertThat(client.hear()).isEqualTo("later");
    }
  }

  @Test
  void cutsWhatThereIsAndRefusesTheNew() throws IOException {
    try (Client client = new Client()) {
      assertThat(client.say("here")).isEqualTo("here");
      proxy.cut();
      assertThatThrownBy(() -> client.say("gone")).isInstanceOf(SocketException.class);
    }
    try (Client client = new Client()) {
      assertThatThrownBy(() -> client.say("refused")).isInstanceOf(SocketException.class);
    }
    proxy.heal();
    try (Client client = new Client()) {
      assertThat(client.say("back")).isEqualTo("back");
    }
  }

  @Test
  void holdsBackOneAnswerAndNoOther() throws IOException {
    try (Client first = new Client();
        Client second = new Client()) {
      proxy.holdNextAnswer();
      first.expectSilence("held");
      assertThat(proxy.holdsAnswer()).isTrue();
      assertThat(second.say("free")).isEqualTo("free");
      proxy.heal();
      assertThat(first.hear()).isEqualTo("held");
    }
  }

  @Test
  void holdsBackTheAnswersToOneRequestAndNoOther() throws IOException {
    try (Client first = new Client();
        Client second = new Client()) {
      assertThat(second.say("early held")).isEqualTo("early held");
      proxy.holdAnswersTo("held");
      assertThat(first.say("free")).isEqualTo("free");
      assertThat(proxy.holdsAnswer()).isFalse();
      second.expectSilence("to be held");
      assertThat(proxy.holdsAnswer()).isTrue();
      assertThat(first.say("not held")).isEqualTo("not held");
      proxy.heal();
      assertThat(second.hear()).isEqualTo("to be held");
    }
  }

  private void serve() {
    while (true) {
      try {
        Socket client = echo.accept();
        Thread thread =
            new Thread(
                () -> {
                  try (client) {
                    client.getInputStream().transferTo(client.getOutputStream());
                  } catch (IOException e) {
                    // The client is gone.
                  }
                });
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private final class Client implements AutoCloseable {

    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    private final BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));

    Client() throws IOException {
      socket.setSoTimeout(5_000);
    }

    String say(String line) throws IOException {
      send(line);
      return hear();
    }

    /** Sends the line, and receives nothing for a while. */
    void expectSilence(String line) throws IOException {
      send(line);
      socket.setSoTimeout(200);
      assertThatThrownBy(in::readLine).isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(5_000);
    }

    private void send(String line) throws IOException {
      socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
    }

    String hear() throws IOException {
      String line = in.readLine();
      if (line == null) {
        throw new SocketException("closed");
      }
      return line;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
