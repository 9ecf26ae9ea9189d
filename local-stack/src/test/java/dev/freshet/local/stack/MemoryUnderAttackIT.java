package dev.freshet.local.stack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.Ports;
import dev.freshet.local.process.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients without a token cannot fill a service's heap: it is small here, and its end would show.
 */
class MemoryUnderAttackIT {

  private static final List<String> SMALL_HEAP =
      ChildProcess.java(
          "-Xmx160m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final Duration READINESS_LIMIT = Duration.ofSeconds(90);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Three times the heap. */
  private static final long ENDLESS = 480L << 20;

  private static final int CONNECTIONS = 2_000;

  @TempDir Path folder;

  private Servers servers;
  private final List<ServiceProcess> services = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    servers = Servers.start(Servers.CATALOG, Ports.free(), Ports.free());
    InvalidatorRole.create(servers);
    ServiceJars jars = ServiceJars.find();
    start("api-service", jars.api(), Servers.CATALOG, Servers.CATALOG);
    start("cdc-invalidator", jars.invalidator(), InvalidatorRole.NAME, InvalidatorRole.PASSWORD);
    for (ServiceProcess service : services) {
      service.awaitReady(READINESS_LIMIT);
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    services.forEach(ServiceProcess::close);
    servers.close();
  }

  @Test
  void bodiesWithoutEndAndManyConnectionsFillNoHeap() throws Exception {
    for (ServiceProcess service : services) {
      sendWithoutEnd(service);
      assertServes(service);
      holdHeads(service);
      assertServes(service);
    }
  }

  private void sendWithoutEnd(ServiceProcess service) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (String method : List.of("PUT", "PATCH", "DELETE", "POST", "GET")) {
        for (String type :
            List.of(
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=b",
                "application/json",
                "text/plain")) {
          clients.add(threads.submit(() -> sendWithoutEnd(service, method, type)));
        }
      }
      for (Future<?> client : clients) {
        client.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void sendWithoutEnd(ServiceProcess service, String method, String type) {
    byte[] part = "a".repeat(1 << 16).getBytes(ISO_8859_1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      socket
          .getOutputStream()
          .write(
              "%s /products/1 HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                  .formatted(method, type, ENDLESS)
                  .getBytes(ISO_8859_1));
      for (long sent = 0; sent < ENDLESS; sent += part.length) {
        socket.getOutputStream().write(part);
      }
    } catch (IOException e) {
      // Cut off.
    }
  }

  /** Nearly as long as a head may be, and without its end. */
  private void holdHeads(ServiceProcess service) throws IOException {
    byte[] head =
        ("GET /products/1 HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(7_000)).getBytes(ISO_8859_1);
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
      sockets.add(socket);
      socket.getOutputStream().write(head);
    }
  }

  private static void assertServes(ServiceProcess service) throws Exception {
    assertThat(service.isAlive()).as(service.tail()).isTrue();
    assertThat(status(service.uri("/actuator/health/liveness"))).isEqualTo(200);
    assertThat(status(service.uri("/actuator/prometheus"))).isEqualTo(200);
    String path = service.name().equals("api-service") ? "/products" : "/fence/a";
    assertThat(status(service.uri(path))).isEqualTo(200);
    assertThat(service.tail()).doesNotContain("OutOfMemoryError");
  }

  private static int status(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private void start(String name, Path jar, String user, String password) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SPRING_DATASOURCE_URL", servers.jdbcUrl());
    environment.put("SPRING_DATASOURCE_USERNAME", user);
    environment.put("SPRING_DATASOURCE_PASSWORD", password);
    environment.put("FRESHET_REDIS_URI", servers.redis().uri());
    environment.put("FRESHET_WRITE_TOKEN", "a-token-for-tests");
    services.add(
        ServiceProcess.start(
            name, SMALL_HEAP, ServiceJars.program(jar), Ports.free(), environment, folder));
  }
}
