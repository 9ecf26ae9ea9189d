package dev.freshet.invalidator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that hold connections: whoever else asks is answered, and invalidation goes on. */
class HostileClientsIT {

  /** More than Tomcat has threads. */
  private static final int CONNECTIONS = 250;

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final String HOST = " HTTP/1.1\r\nHost: a\r\n";

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;
  private static RunningInvalidator invalidator;

  private final List<Socket> sockets = new ArrayList<>();

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    invalidator =
        RunningInvalidator.start(database, RunningInvalidator.leastRights(redis)).awaitStreaming();
    database.sql("insert into categories (id, slug, name) values (1, 'c', 'C')");
  }

  @AfterAll
  static void stop() {
    invalidator.close();
    cache.close();
    redis.close();
    database.close();
  }

  @AfterEach
  void closeSockets() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /fence/never?wait=30s" + HOST + "\r\n",
        "GET /fence/never" + HOST + "Content-Length: 100\r\n\r\n",
        "GET /fence/never?wait=1s" + HOST + "Content-Length: 100\r\n\r\n",
        "POST /fence/never" + HOST + "Transfer-Encoding: chunked\r\n\r\n",
        "PUT /fence/never"
            + HOST
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n",
        "GET /fence/never"
            + HOST
            + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100\r\n\r\n",
        "GET /fence/never" + HOST,
        "",
      })
  void heldConnectionsKeepNobodyWaiting(String request) throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), invalidator.port());
      sockets.add(socket);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    }

    for (int i = 0; i < 3; i++) {
      assertThat(status("/fence/other")).isEqualTo(200);
      assertThat(status("/readyz")).isEqualTo(200);
      assertThat(invalidator.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
      assertThat(invalidator.get("/actuator/prometheus").statusCode()).isEqualTo(200);
    }
    cache.fill(CatalogKeys.category(1));
    database.sql("update categories set name = name || 'x'");
    cache.awaitGone(CatalogKeys.category(1));
  }

  @Test
  void fencesThatAreWaitedForAreToldWhenTheyArePassed() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), invalidator.port());
      sockets.add(socket);
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(("GET /fence/common?wait=30s" + HOST + "\r\n").getBytes(ISO_8859_1));
    }

    database.sql("select pg_logical_emit_message(true, 'freshet', 'common')");

    for (Socket socket : sockets) {
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\"applied\":true") < 0) {
        int next = socket.getInputStream().read();
        assertThat(next).as(answer.toString()).isNotNegative();
        answer.append((char) next);
      }
    }
  }

  @Test
  void aFormWithoutEndFillsNoMemory() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), invalidator.port());
    sockets.add(socket);
    socket
        .getOutputStream()
        .write(
            ("PUT /fence/a"
                    + HOST
                    + "Content-Type: application/x-www-form-urlencoded\r\n"
                    + "Content-Length: 9000000000\r\n\r\n")
                .getBytes(ISO_8859_1));
    byte[] part = "a".repeat(1 << 16).getBytes(ISO_8859_1);
    long sent = 0;
    try {
      for (; sent < 64 << 20; sent += part.length) {
        socket.getOutputStream().write(part);
      }
    } catch (IOException e) {
      // Cut off.
    }
    assertThat(sent).isLessThan(64 << 20);
    await().atMost(PATIENCE).until(() -> status("/fence/other") == 200);
  }

  @Test
  void detailsOfHealthAndMetricsAreNotForClients() {
    for (String path : new String[] {"/actuator", "/actuator/health", "/actuator/prometheus"}) {
      assertThat(RunningInvalidator.get(invalidator.port(), path).statusCode())
          .as(path)
          .isEqualTo(404);
    }
    for (String path :
        new String[] {
          "/livez", "/readyz", "/actuator/health/liveness", "/actuator/health/readiness"
        }) {
      assertThat(RunningInvalidator.get(invalidator.port(), path).body())
          .as(path)
          .isEqualTo("{\"status\":\"UP\"}");
    }
  }

  private static int status(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + invalidator.port() + path))
                .timeout(PATIENCE)
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
