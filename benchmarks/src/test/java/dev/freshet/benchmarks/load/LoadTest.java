package dev.freshet.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

  private static final int STALL_MILLIS = 300;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    // Else it waits 40 ms between head and body for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/chunked", exchange -> answer(exchange, 200, 0, false));
    server.createContext("/fixed", exchange -> answer(exchange, 200, 1, false));
    server.createContext("/bad", exchange -> answer(exchange, 500, 1, false));
    server.createContext("/stalls", exchange -> answer(exchange, 200, 1, true));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void requestsThatAStalledServerKeepsWaitingCountFromWhenTheyWereDue() throws Exception {
    Load.Result result = load("/stalls", 1).atRate(200, Duration.ofSeconds(1));
    assertThat(result.latencies().getTotalCount()).isEqualTo(200);
    // One request of 200 meets the stall; about 60 are due while it lasts.
    assertThat(result.millis(80)).isGreaterThan(STALL_MILLIS / 10.0);
  }

  @Test
  void eachPathIsAskedForOnceOverAllConnections() throws Exception {
    Load load = new Load(List.of(port()), List.of("/chunked", "/fixed", "/fixed/2"), 2);
    assertThat(load.once().latencies().getTotalCount()).isEqualTo(3);
    assertThat(asked).hasValue(3);
  }

  @Test
  void anAnswerThatIsNot200Fails() {
    assertThatThrownBy(() -> load("/bad", 1).once()).hasMessageContaining("500");
  }

  @Test
  void aBurstAsksOverAllConnectionsEachTime() throws Exception {
    AtomicInteger before = new AtomicInteger();
    Burst burst = new Burst(List.of(port()), "/fixed", 5);
    assertThat(burst.run(3, before::incrementAndGet).getTotalCount()).isEqualTo(15);
    assertThat(before).hasValue(3);
  }

  @Test
  void whatWrkPrintsIsRead() throws IOException {
    String printed =
        """
        Running 4s test @ http://127.0.0.1:8080
          1 threads and 32 connections
          34567 requests in 4.01s, 20.11MB read
        %sRequests/sec:   8620.20
        Transfer/sec:      5.01MB
        """;
    assertThat(Wrk.parse(printed.formatted(""))).isEqualTo(new Throughput(8620.20, 34_567));
    assertThatThrownBy(() -> Wrk.parse(printed.formatted("  Non-2xx or 3xx responses: 7\n")))
        .hasMessageContaining("Non-2xx");
  }

  private Load load(String path, int connections) {
    return new Load(List.of(port()), List.of(path), connections);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void answer(
      com.sun.net.httpserver.HttpExchange exchange, int status, int fixed, boolean stalls)
      throws IOException {
    byte[] body = "{\"a\": 1}".getBytes(UTF_8);
    if (asked.incrementAndGet() == 50 && stalls) {
      LockSupport.parkNanos(STALL_MILLIS * 1_000_000L);
    }
    // 0 asks for chunks.
    exchange.sendResponseHeaders(status, fixed * body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
