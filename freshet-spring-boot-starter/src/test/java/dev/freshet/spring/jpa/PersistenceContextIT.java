package dev.freshet.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Entities that were read before the lease must not be cached after it. */
class PersistenceContextIT {

  private static LocalPostgres postgres;
  private static LocalRedis redis;

  private ConfigurableApplicationContext shop;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void startServers() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    postgres.execute("postgres", "create database shop");
    postgres.execute("shop", "create table article (id bigint primary key, cents int not null)");
  }

  @AfterAll
  static void stopServers() {
    redis.close();
    postgres.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
    postgres.execute("shop", "delete from article", "insert into article values (1, 100)");
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  /** Spring Boot's default. */
  @Test
  void withOpenInViewNothingIsStored() throws Exception {
    start("spring.jpa.open-in-view=true");
    assertThat(get("/stale")).as("the entity of before the commit").isEqualTo("100");
    assertThat(redis.command("EXISTS shop:price:1 {shop:price:1}:lock")).isEqualTo(":0");
    assertThat(get("/price")).isEqualTo("200");
    assertThat(redis.command("EXISTS shop:price:1")).isEqualTo(":0");
    assertThat(bypasses()).isEqualTo(2);
  }

  @Test
  void withOpenInViewWhatIsCachedIsReturned() throws Exception {
    start("spring.jpa.open-in-view=true");
    shop.getBean(JpaShop.Prices.class).price(1);
    assertThat(redis.command("EXISTS shop:price:1")).isEqualTo(":1");
    postgres.execute("shop", "update article set cents = 300");
    assertThat(get("/price")).as("nobody has invalidated it").isEqualTo("100");
  }

  @Test
  void withoutItTheMethodIsCached() throws Exception {
    start("spring.jpa.open-in-view=false");
    assertThat(get("/price")).isEqualTo("100");
    assertThat(redis.command("EXISTS shop:price:1")).isEqualTo(":1");
    assertThat(bypasses()).isZero();
  }

  @Test
  void aTransactionOfTheMethodsOwnIsServed() throws Exception {
    start("spring.jpa.open-in-view=false");
    assertThat(get("/own-transaction")).isEqualTo("100");
    assertThat(redis.command("EXISTS shop:price:1")).isEqualTo(":1");
    assertThat(bypasses()).isZero();
  }

  private void start(String property) {
    shop =
        new SpringApplicationBuilder(JpaShop.class)
            .run(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + postgres.jdbcUrl("shop"),
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres",
                "--spring.jpa.hibernate.ddl-auto=none",
                "--freshet.namespace=shop",
                "--freshet.redis.uri=" + redis.uri(),
                "--freshet.redis.command-timeout=3s",
                "--freshet.caches.price.key=shop:price:{id}",
                "--freshet.caches.price.type=java.lang.Integer",
                "--" + property);
  }

  private String get(String path) throws Exception {
    String port = shop.getEnvironment().getProperty("local.server.port");
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private double bypasses() {
    return shop.getBean(MeterRegistry.class)
        .get("cache.bypass")
        .tag("kind", "price")
        .tag("reason", "session")
        .counter()
        .count();
  }
}
