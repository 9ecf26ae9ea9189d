package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.Ports;
import dev.freshet.local.SelfSignedCertificate;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.redis.LocalRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static int tlsPort;

  @BeforeAll
  static void start() {
    certificate = SelfSignedCertificate.create(folder);
    postgres =
        LocalPostgres.start(
            PostgresOptions.defaults()
                .with("ssl", "on")
                .with("ssl_cert_file", certificate.certificate().toString())
                .with("ssl_key_file", certificate.key().toString()));
    TestApi.createDatabase(postgres, "tls");
    tlsPort = Ports.free();
    redis =
        LocalRedis.start(
            "tls-port " + tlsPort,
            "tls-cert-file " + certificate.certificate(),
            "tls-key-file " + certificate.key(),
            "tls-ca-cert-file " + certificate.certificate(),
            "user api on >s3cret ~* +@all",
            "user default off");
  }

  @AfterAll
  static void stop() {
    redis.close();
    postgres.close();
  }

  @Test
  void connectsToBothByTls(@TempDir Path secrets) throws Exception {
    Files.writeString(secrets.resolve("freshet.redis.password"), "s3cret\n");
    Files.writeString(secrets.resolve("catalog.password"), "tls\n");
    try (TestApi api =
        TestApi.start(
            postgres,
            "tls",
            redis,
            "spring.config.import=configtree:" + secrets + "/",
            "spring.ssl.bundle.pem.freshet.truststore.certificate=file:"
                + certificate.certificate(),
            "spring.ssl.bundle.pem.freshet.keystore.certificate=file:" + certificate.certificate(),
            "spring.ssl.bundle.pem.freshet.keystore.private-key=file:" + certificate.key(),
            "freshet.redis.ssl.bundle=freshet",
            "freshet.redis.uri=redis://127.0.0.1:" + tlsPort,
            "freshet.redis.username=api",
            "spring.datasource.password=${catalog.password}",
            "spring.datasource.url="
                + postgres.jdbcUrl("tls")
                + "?sslmode=verify-full&sslrootcert="
                + certificate.certificate())) {
      await()
          .untilAsserted(
              () ->
                  assertThat(api.get("/products/1").headers().firstValue("Cache-Status"))
                      .contains("freshet; hit"));
      assertThat(connectionsByTls()).containsOnly(true);
    }
  }

  @Test
  void saysThatThereIsNoSuchBundle() {
    assertThatThrownBy(() -> TestApi.start(postgres, "tls", redis, "freshet.redis.ssl.bundle=none"))
        .hasStackTraceContaining("SSL bundle name 'none' cannot be found");
  }

  /** Of the API's, whether each is by TLS. */
  private static List<Boolean> connectionsByTls() throws SQLException {
    List<Boolean> byTls = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl("tls"), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select ssl from pg_stat_ssl join pg_stat_activity using (pid)"
                    + " where usename = 'tls'")) {
      while (rows.next()) {
        byTls.add(rows.getBoolean(1));
      }
    }
    return byTls;
  }
}
