package dev.freshet.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients without a token that hold connections, or send and take without end: whoever else reads
 * is answered meanwhile, and the service's health too.
 */
class HostileClientsIT {

  /** More than Tomcat has threads. */
  private static final int CONNECTIONS = 210;

  /** Longer than an answer takes on a busy machine, shorter than any timeout lets go. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final String HOST = "\r\nHost: a\r\n";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String MULTIPART = "Content-Type: multipart/form-data; boundary=b\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String LENGTH = "Content-Length: 100\r\n\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi api;

  private final List<Socket> sockets = new ArrayList<>();

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, "hostile");
    api = TestApi.start(postgres, "hostile", redis);
    TestApi.sql(
        postgres,
        "hostile",
        "insert into categories (slug, name) values ('c', 'C')",
        """
        insert into products (sku, name, category_id, price)
        select 'S' || i, 'N' || i, 1, 1 from generate_series(1, 200) i
        """,
        """
        insert into products (id, sku, name, category_id, price, description)
        values (1000, 'L', 'L', 1, 1, repeat('long ', 100000))
        """);
  }

  @AfterAll
  static void stop() {
    api.close();
    redis.close();
    postgres.close();
  }

  @AfterEach
  void closeSockets() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    // As before, without a hand.
    await().atMost(Duration.ofSeconds(15)).until(HostileClientsIT::isAnswered);
  }

  static Stream<String> requestsWithoutTheirBodies() {
    List<String> requests = new ArrayList<>();
    for (String method :
        new String[] {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
      for (String type : new String[] {"", FORM, MULTIPART, JSON}) {
        requests.add(method + " /products HTTP/1.1" + HOST + type + LENGTH);
        requests.add(method + " /products HTTP/1.1" + HOST + type + CHUNKED);
      }
    }
    requests.add("GET /nothing HTTP/1.1" + HOST + LENGTH);
    requests.add("GET /openapi.yaml HTTP/1.1" + HOST + LENGTH);
    requests.add("GET /products/%zz HTTP/1.1" + HOST + LENGTH);
    requests.add("GET /products?q=%ff HTTP/1.1" + HOST + LENGTH);
    requests.add("GET /products HTTP/1.0" + HOST + LENGTH);
    requests.add("POST /products HTTP/1.1" + HOST + "Expect: 100-continue\r\n" + LENGTH);
    requests.add("GET /products HTTP/1.1" + HOST + "Expect: 100-continue\r\n" + LENGTH);
    requests.add("BREW /products HTTP/1.1" + HOST + CHUNKED + "5\r\nab");
    return requests.stream();
  }

  @ParameterizedTest
  @MethodSource("requestsWithoutTheirBodies")
  void isAnsweredBeforeItsBodyComes(String request) throws IOException {
    assertThat(firstLine(open(request))).startsWith("HTTP/1.1 ");
  }

  @Test
  void bodiesThatDoNotComeHoldNoThread() throws IOException {
    List<String> requests = requestsWithoutTheirBodies().toList();
    for (int i = 0; i < 2 * CONNECTIONS; i++) {
      open(requests.get(i % requests.size()));
    }
    assertOthersAreServed();
  }

  @Test
  void bodiesThatComeSlowlyHoldNoThread() throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      open("POST /products HTTP/1.1" + HOST + JSON + "Content-Length: 1000000\r\n\r\n{");
    }
    for (int round = 0; round < 3; round++) {
      for (Socket socket : sockets) {
        send(socket, " ");
      }
      assertOthersAreServed();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /prod", "GET /products HTTP/1.1\r\nHost: a\r\nX: "})
  void headsThatDoNotComeHoldNoThread(String request) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      open(request);
    }
    assertOthersAreServed();
  }

  @Test
  void answersThatNobodyTakesHoldThreadsForAMomentOnly() throws IOException {
    String request = "GET /products/1000 HTTP/1.1" + HOST + "\r\n";
    for (int i = 0; i < CONNECTIONS; i++) {
      open(request.repeat(20));
    }
    assertThat(status("/actuator/health/liveness")).isEqualTo(200);
    await().atMost(Duration.ofSeconds(12)).until(HostileClientsIT::isAnswered);
  }

  @ParameterizedTest
  @MethodSource("requestsWithoutTheirBodies")
  void aBodyWithoutEndIsCutOff(String request) throws IOException {
    Socket socket = open(request.replace(LENGTH, "Content-Length: 9000000000\r\n\r\n"));
    byte[] data =
        request.contains(CHUNKED)
            ? ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(ISO_8859_1)
            : new byte[1 << 16];
    long sent = 0;
    try (OutputStream out = socket.getOutputStream()) {
      for (; sent < 64 << 20; sent += data.length) {
        out.write(data);
      }
    } catch (IOException e) {
      // Closed by the server.
    }
    assertThat(sent).isLessThan(64 << 20);
  }

  @Test
  void whoSendsALongBodyInVainReadsTheAnswerAndGoesOn() throws IOException {
    Socket socket = open("POST /products HTTP/1.1" + HOST + "Content-Length: 1500000\r\n\r\n");
    send(socket, "x".repeat(1_500_000) + "GET /categories HTTP/1.1" + HOST + "\r\n");

    String answers = readUntil(socket, "\"items\"");

    assertThat(answers).startsWith("HTTP/1.1 401").contains("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE", "POST"})
  void aFormThatIsNoneIsOfNoInterestWithoutAToken(String method) throws IOException {
    Socket socket =
        open(
            method
                + " /products/1 HTTP/1.1"
                + HOST
                + FORM
                + "Connection: close\r\nContent-Length: 3\r\n\r\n%zz");

    assertThat(readUntil(socket, "}"))
        .startsWith("HTTP/1.1 401")
        .contains("application/problem+json", "\"status\":401");
  }

  @Test
  void headsOfAnySizeAreRefused() throws IOException {
    String start = "GET /products HTTP/1.1" + HOST;
    assertThat(firstLine(open(start + "X: " + "x".repeat(9_000) + "\r\n\r\n"))).contains(" 400");
    assertThat(firstLine(open(start + "X: y\r\n".repeat(200) + "\r\n"))).contains(" 400");
    assertThat(firstLine(open("GET /products?q=" + "x".repeat(9_000)))).contains(" 400");
  }

  @Test
  void detailsOfHealthAndMetricsAreNotForClients() {
    for (String path :
        new String[] {
          "/actuator", "/actuator/health", "/actuator/prometheus", "/actuator/health/cache"
        }) {
      assertThat(publicly(path).statusCode()).as(path).isEqualTo(404);
    }
    for (String path :
        new String[] {
          "/livez", "/readyz", "/actuator/health/liveness", "/actuator/health/readiness"
        }) {
      assertThat(publicly(path).statusCode()).as(path).isEqualTo(200);
      assertThat(publicly(path).body())
          .as(path)
          .contains("\"status\":\"UP\"")
          .doesNotContain("details");
    }
  }

  private static void assertOthersAreServed() {
    for (int i = 0; i < 3; i++) {
      assertThat(status("/products?page_size=1")).isEqualTo(200);
      assertThat(status("/actuator/health/liveness")).isEqualTo(200);
      assertThat(status("/actuator/prometheus")).isEqualTo(200);
    }
  }

  private static boolean isAnswered() {
    try {
      return status("/products?page_size=1") == 200;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static int status(String path) {
    return api.send(api.request(path).GET(), PATIENCE).statusCode();
  }

  private static HttpResponse<String> publicly(String path) {
    return api.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path)));
  }

  private Socket open(String request) throws IOException {
    Socket socket = new Socket();
    // Small, so that what is not read stays with the server.
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
    sockets.add(socket);
    send(socket, request);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String firstLine(Socket socket) throws IOException {
    return readUntil(socket, "\r\n");
  }

  private static String readUntil(Socket socket, String part) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (text.indexOf(part) < 0) {
      int next = in.read();
      if (next < 0) {
        return text.toString();
      }
      text.append((char) next);
    }
    return text.toString();
  }
}
