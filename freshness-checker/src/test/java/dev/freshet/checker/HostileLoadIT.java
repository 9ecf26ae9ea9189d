package dev.freshet.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.checker.attack.Attack;
import dev.freshet.checker.attack.Target;
import dev.freshet.local.Folders;
import dev.freshet.local.stack.LocalStack;
import dev.freshet.local.stack.Options;
import dev.freshet.local.stack.ServiceJars;
import dev.freshet.local.stack.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients without a token can do to services with a heap of 512 MB, while one that means no
 * harm reads, and rows change. Nothing is restarted. {@code -Dhostile.rounds} is how often that one
 * reads and changes something during each attack.
 */
class HostileLoadIT {

  private static final int ROUNDS = Integer.getInteger("hostile.rounds", 2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Room for the registry of some thousand pages, so that it is soon filled. */
  private static final long ROOM_BYTES = 3 << 20;

  private static Path folder;
  private static LocalStack stack;

  @BeforeAll
  static void start() throws Exception {
    folder = Folders.temporary("freshet-hostile-");
    stack =
        LocalStack.start(
            Options.of("--check", "--demo", "500"),
            folder,
            ServiceJars.find(),
            Map.of(),
            step -> {});
  }

  @AfterAll
  static void stop() {
    stack.close();
    Folders.delete(folder);
  }

  @ParameterizedTest
  @EnumSource(Attack.class)
  void harmsNobodyElse(Attack attack) throws Exception {
    try (Attack.Ongoing ongoing = attack.begin(target())) {
      serveRounds(attack.meaning());
    }
    assertAllIsAsBefore();
  }

  /**
   * By the time that it is full, every eviction policy has something else to refuse or to evict.
   */
  @ParameterizedTest
  @ValueSource(strings = {"noeviction", "volatile-lru", "allkeys-lru", "volatile-ttl"})
  void aFullRedisIsTheCachesProblemOnly(String policy) throws Exception {
    configure("maxmemory-policy", policy);
    configure("maxmemory", Long.toString(info("used_memory") + ROOM_BYTES));
    try (Attack.Ongoing ongoing = Attack.SCAN_PAGES.begin(target())) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> info("used_memory") >= info("maxmemory") - ROOM_BYTES / 8);
      serveRounds(policy);
    }
    assertAllIsAsBefore();
    configure("maxmemory", "0");
    assertAllIsAsBefore();
  }

  private void serveRounds(String what) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      assertServed(what);
    }
  }

  /** A new client each time, as the connection of one that was served before says little. */
  private static void assertServed(String what) throws Exception {
    for (ServiceProcess service : stack.services()) {
      assertThat(status(service, "/actuator/health/liveness")).as(what).isEqualTo(200);
    }
    assertThat(read("/products/1")).as(what).contains("\"id\":1");
    assertThat(read("/products?page_size=5")).as(what).contains("\"items\"");
    String price = change();
    await(what)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(read("/products/1")).contains("\"" + price + "\""));
  }

  private static void assertAllIsAsBefore() throws Exception {
    String listing = "/products?page_size=7&sort=price";
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> stack.reader().get(listing).isHit());
    assertServed("afterwards");
    for (ServiceProcess service : stack.services()) {
      assertThat(service.isAlive()).isTrue();
      assertThat(status(service, "/actuator/health/readiness")).isEqualTo(200);
      assertThat(Files.readString(service.log())).doesNotContain("OutOfMemoryError");
    }
  }

  private static Target target() {
    return new Target(
        List.of(stack.options().apiPort()),
        List.of(stack.options().invalidatorPort()),
        stack.servers());
  }

  private static String change() {
    return stack
        .servers()
        .ask("update products set price = price + 1 where id = 1 returning price::text");
  }

  private static String read(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(stack.reader().uri(path)).timeout(PATIENCE).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static int status(ServiceProcess service, String path)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(service.uri(path)).timeout(PATIENCE).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private static void configure(String name, String value) {
    assertThat(stack.servers().redis().command("CONFIG SET " + name + " " + value))
        .isEqualTo("+OK");
  }

  private static long info(String field) {
    String script =
        "return tonumber(string.match(redis.call('INFO', 'memory'), '%s:(%%d+)'))".formatted(field);
    String answer = stack.servers().redis().command("EVAL \"" + script + "\" 0");
    assertThat(answer).startsWith(":");
    return Long.parseLong(answer.substring(1));
  }
}
