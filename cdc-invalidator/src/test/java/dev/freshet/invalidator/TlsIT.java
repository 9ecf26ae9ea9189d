package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.Ports;
import dev.freshet.local.SelfSignedCertificate;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.redis.LocalRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates from PEM files, users and passwords from files, as docs/tls.md has it. */
class TlsIT {

  @TempDir private static Path folder;

  private static SelfSignedCertificate certificate;
  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static int tlsPort;

  @BeforeAll
  static void start() {
    certificate = SelfSignedCertificate.create(folder);
    database =
        CatalogDatabase.start(
            PostgresOptions.defaults()
                .with("ssl", "on")
                .with("ssl_cert_file", certificate.certificate().toString())
                .with("ssl_key_file", certificate.key().toString()));
    database.addProducts(1);
    tlsPort = Ports.free();
    redis =
        LocalRedis.start(
            "tls-port " + tlsPort,
            "tls-cert-file " + certificate.certificate(),
            "tls-key-file " + certificate.key(),
            "tls-ca-cert-file " + certificate.certificate());
    String unused = RunningInvalidator.leastRights(redis);
  }

  @AfterAll
  static void stop() {
    redis.close();
    database.close();
  }

  @Test
  void streamsWithAllConnectionsByTls(@TempDir Path secrets) throws Exception {
    Files.writeString(secrets.resolve("freshet.redis.username"), "invalidator\n");
    Files.writeString(secrets.resolve("freshet.redis.password"), "deletes\n");
    try (TestCache cache = new TestCache(redis.uri());
        RunningInvalidator invalidator =
            start(
                    "spring.config.import",
                    "configtree:" + secrets + "/",
                    "freshet.redis.ssl.bundle",
                    "freshet")
                .awaitStreaming()) {
      cache.fill(CatalogKeys.product(1));
      database.sql("update products set price = price + 1 where id = 1");
      cache.awaitGone(CatalogKeys.product(1));

      assertThat(invalidator.isStreaming()).isTrue();
      assertThat(
              database.query(
                  "select bool_and(ssl) and count(*) > 1 from pg_stat_ssl join pg_stat_activity"
                      + " using (pid) where usename = '%s'".formatted(CatalogDatabase.USER)))
          .isEqualTo("t");
    }
  }

  @Test
  void saysWhatIsMissingWhenRedisIsNotTrusted() {
    try (RunningInvalidator invalidator =
        start(
            "freshet.redis.uri",
            "rediss://127.0.0.1:" + tlsPort,
            "freshet.redis.username",
            "invalidator",
            "freshet.redis.password",
            "deletes")) {
      awaitReadiness(invalidator, "Redis: the server's certificate is not trusted");
    }
  }

  @Test
  void saysWhatIsMissingWhenPostgresIsNotTrusted(@TempDir Path other) {
    SelfSignedCertificate wrong = SelfSignedCertificate.create(other);
    try (RunningInvalidator invalidator =
        start(
            "spring.datasource.url",
            database.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + wrong.certificate(),
            "freshet.redis.uri",
            redis.uri())) {
      awaitReadiness(invalidator, "PostgreSQL: TLS failed");
      awaitReadiness(invalidator, "sslrootcert");
    }
  }

  private static void awaitReadiness(RunningInvalidator invalidator, String text) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(invalidator.get("/actuator/health/readiness").body()).contains(text));
  }

  /** Over settings with the right certificate. */
  private static RunningInvalidator start(String... settings) {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "spring.datasource.url",
            database.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + certificate.certificate(),
            "freshet.redis.uri",
            "redis://127.0.0.1:" + tlsPort,
            "spring.ssl.bundle.pem.freshet.truststore.certificate",
            "file:" + certificate.certificate(),
            "spring.ssl.bundle.pem.freshet.keystore.certificate",
            "file:" + certificate.certificate(),
            "spring.ssl.bundle.pem.freshet.keystore.private-key",
            "file:" + certificate.key()));
    all.addAll(List.of(settings));
    return RunningInvalidator.start(
        database, "redis://127.0.0.1:" + tlsPort, all.toArray(String[]::new));
  }
}
