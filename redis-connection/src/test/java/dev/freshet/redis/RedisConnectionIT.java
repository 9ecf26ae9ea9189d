package dev.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.Ports;
import dev.freshet.local.SelfSignedCertificate;
import dev.freshet.local.TcpProxy;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.redis.LocalRedisCluster;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisConnectionIT {

  private static final Optional<RedisLogin> READER =
      Optional.of(new RedisLogin("reader", "secret"));

  @Test
  void connectsOnceRedisIsThere() throws Exception {
    int port = Ports.free();
    try (RedisConnection connection = open("redis://127.0.0.1:" + port)) {
      await().until(() -> connection.connectFailure().isPresent());
      assertThatThrownBy(connection::commands).isInstanceOf(RedisException.class);

      try (LocalRedis redis = LocalRedis.startOn(port)) {
        await().until(connection::isConnected);
        assertThat(setAndGet(connection, "product:42")).isEqualTo("v");
        assertThat(connection.connectFailure()).isEmpty();
      }
    }
  }

  @Test
  void reconnectsAndFailsFastInBetween() throws Exception {
    try (LocalRedis redis = LocalRedis.start();
        RedisConnection connection = open(redis.uri())) {
      await().until(connection::isConnected);
      assertThat(connection.losses()).isZero();
      redis.kill();
      await().until(() -> !connection.isConnected());
      assertThat(connection.losses()).isEqualTo(1);

      long start = System.nanoTime();
      assertThatThrownBy(() -> setAndGet(connection, "a")).isNotNull();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("a command while disconnected does not wait for its timeout")
          .isLessThan(Duration.ofMillis(900));

      redis.startAgain();
      await().until(connection::isConnected);
      assertThat(setAndGet(connection, "a")).isEqualTo("v");
      assertThat(connection.losses()).isEqualTo(1);
    }
  }

  @Test
  void aHungRedisFailsCommandsAfterTheTimeout() {
    try (LocalRedis redis = LocalRedis.start();
        RedisConnection connection = open(redis.uri())) {
      await().until(connection::isConnected);
      redis.pause();
      assertThatThrownBy(() -> setAndGet(connection, "a"))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RedisCommandTimeoutException.class);
      redis.resume();
    }
  }

  /** Else a lease script could be carried out again, long after its load. */
  @Test
  void aCommandWhoseAnswerIsLostFailsAndIsNotSentAgain() throws Exception {
    try (LocalRedis redis = LocalRedis.start();
        TcpProxy proxy = TcpProxy.to(redis.port());
        RedisConnection connection = open("redis://127.0.0.1:" + proxy.port())) {
      await().until(connection::isConnected);
      proxy.holdNextAnswer();
      RedisFuture<Long> counted = connection.commands().incr(bytes("count"));
      await().until(proxy::holdsAnswer);
      proxy.cut();
      proxy.heal();

      assertThatThrownBy(() -> counted.get(5, TimeUnit.SECONDS))
          .hasRootCauseMessage("Connection disconnected");
      await().until(connection::isConnected);
      assertThat(connection.commands().incr(bytes("count")).get(5, TimeUnit.SECONDS)).isEqualTo(2);
    }
  }

  @Test
  void norIsACommandToANodeOfACluster() throws Exception {
    try (LocalRedisCluster cluster = LocalRedisCluster.start();
        RedisConnection connection = open(cluster.uri())) {
      await().until(connection::isConnected);
      RedisFuture<?> popped = connection.commands().blpop(0, bytes("list"));
      await().until(() -> cluster.nodes().stream().anyMatch(RedisConnectionIT::hasWaitingClient));
      cluster.nodes().forEach(node -> node.command("CLIENT KILL TYPE normal"));

      assertThatThrownBy(() -> popped.get(500, TimeUnit.MILLISECONDS))
          .hasRootCauseMessage("Connection disconnected");
      await().ignoreExceptions().until(() -> push(connection) == 1);
      assertThat(push(connection)).as("nobody has popped the first").isEqualTo(2);
    }
  }

  @Test
  void speaksToAClusterAndKeepsKeyAndLeaseTogether() throws Exception {
    try (LocalRedisCluster cluster = LocalRedisCluster.start();
        RedisConnection connection = open(cluster.uri())) {
      await().until(connection::isConnected);
      for (int id = 1; id <= 50; id++) {
        assertThat(setAndGet(connection, "product:" + id)).isEqualTo("v");
        RedisFuture<Long> deleted =
            connection
                .commands()
                .unlink(
                    ("product:" + id).getBytes(UTF_8),
                    ("{product:" + id + "}:lock").getBytes(UTF_8));
        assertThat(deleted.get(5, TimeUnit.SECONDS)).isEqualTo(1);
      }
    }
  }

  @Test
  void asksSentinelForTheMaster() throws Exception {
    try (LocalRedis redis = LocalRedis.start();
        LocalRedis sentinel = LocalRedis.startSentinel("catalog", redis);
        RedisConnection connection =
            open("redis-sentinel://127.0.0.1:" + sentinel.port() + "#catalog")) {
      await().until(connection::isConnected);
      assertThat(setAndGet(connection, "a")).isEqualTo("v");
      assertThat(redis.command("EXISTS a")).isEqualTo(":1");
    }
  }

  /** Its connections stay open, as nobody tells it that it was replaced. */
  @Test
  void leavesAMasterThatSentinelHasReplaced() throws Exception {
    String user = "user sentinel on >secret ~* &* +@all";
    try (LocalRedis master = LocalRedis.start(user);
        LocalRedis replica = LocalRedis.start(user, "replicaof 127.0.0.1 " + master.port());
        LocalRedis sentinel =
            LocalRedis.startSentinel(
                "catalog",
                master,
                "sentinel auth-user catalog sentinel",
                "sentinel auth-pass catalog secret",
                "sentinel down-after-milliseconds catalog 1000");
        RedisConnection connection =
            open("redis-sentinel://127.0.0.1:" + sentinel.port() + "#catalog")) {
      await().until(connection::isConnected);
      await().until(() -> connection.doubtOfMaster().get(5, TimeUnit.SECONDS).isEmpty());
      await().until(() -> sentinel.command("SENTINEL replicas catalog").equals("*1"));

      assertThat(master.command("ACL SETUSER sentinel -@all")).isEqualTo("+OK");

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> connection.doubtOfMaster().get(5, TimeUnit.SECONDS).isPresent());
      await().atMost(Duration.ofSeconds(30)).until(() -> connection.losses() == 1);
      await().until(connection::isConnected);
      assertThat(setAndGet(connection, "a")).isEqualTo("v");
      assertThat(replica.command("EXISTS a")).isEqualTo(":1");
      await().until(() -> connection.doubtOfMaster().get(5, TimeUnit.SECONDS).isEmpty());
    }
  }

  @Test
  void takesTlsAndAnAclUserFromTheUri(@TempDir Path folder) throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create(folder);
    int tlsPort = Ports.free();
    try (LocalRedis redis = startWithTls(certificate, tlsPort, "tls-auth-clients no");
        RedisConnection trusting =
            open("rediss://reader:secret@127.0.0.1:" + tlsPort + "?verifyPeer=NONE");
        RedisConnection wrongPassword =
            open("rediss://reader:wrong@127.0.0.1:" + tlsPort + "?verifyPeer=NONE")) {
      await().until(trusting::isConnected);
      assertThat(setAndGet(trusting, "a")).isEqualTo("v");
      await().until(() -> wrongPassword.connectFailure().isPresent());
      assertThat(wrongPassword.connectFailure().orElseThrow()).hasStackTraceContaining("WRONGPASS");
    }
  }

  @Test
  void takesTlsAndAnAclUserFromSettingsOfTheirOwn(@TempDir Path folder) throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create(folder);
    int tlsPort = Ports.free();
    try (LocalRedis redis = startWithTls(certificate, tlsPort);
        RedisConnection connection =
            open("redis://127.0.0.1:" + tlsPort, tls(certificate.keys(), certificate), READER)) {
      await().until(connection::isConnected);
      assertThat(setAndGet(connection, "a")).isEqualTo("v");
    }
  }

  @Test
  void saysInOneLineWhatIsWrongWithTls(@TempDir Path folder) throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create(folder);
    int tlsPort = Ports.free();
    try (LocalRedis redis = startWithTls(certificate, tlsPort)) {
      String tls = "rediss://127.0.0.1:" + tlsPort;
      assertThat(whyNot(tls, Optional.empty()))
          .contains("certificate is not trusted", "truststore.certificate", "freshet.redis.ssl");
      assertThat(whyNot("rediss://localhost:" + tlsPort, tls(certificate.keys(), certificate)))
          .contains("certificate is of another host", "localhost", "verifyPeer=CA");
      assertThat(whyNot("redis://127.0.0.1:" + redis.port(), tls(certificate.keys(), certificate)))
          .contains("does not seem to speak TLS on this port");
      assertThat(whyNot(tls, tls(emptyStore(), certificate)))
          .contains("ended TLS", "keystore.certificate");
    }
  }

  @Test
  void signsInToSentinelsAndToTheMasterThatTheyName(@TempDir Path folder) throws Exception {
    try (LocalRedis redis = LocalRedis.start("user reader on >secret ~* +@all");
        LocalRedis sentinel = LocalRedis.startSentinel("catalog", redis, "requirepass guard")) {
      String uri = "redis-sentinel://127.0.0.1:" + sentinel.port() + "#catalog";
      try (RedisConnection without = open(uri, Optional.empty(), READER);
          RedisConnection connection =
              RedisConnection.open(
                  new RedisSettings(
                      uri,
                      READER,
                      Optional.of(new RedisLogin(null, "guard")),
                      Optional.empty(),
                      Duration.ofSeconds(5),
                      Duration.ofSeconds(1)))) {
        await().until(connection::isConnected);
        assertThat(connection.commands().aclWhoami().get(5, TimeUnit.SECONDS)).isEqualTo("reader");
        await().until(() -> without.connectFailure().isPresent());
        assertThat(without.connectFailure().orElseThrow()).hasStackTraceContaining("NOAUTH");
      }
    }
  }

  private static LocalRedis startWithTls(
      SelfSignedCertificate certificate, int tlsPort, String... settings) {
    List<String> lines = new ArrayList<>(List.of(settings));
    lines.add("tls-port " + tlsPort);
    lines.add("tls-cert-file " + certificate.certificate());
    lines.add("tls-key-file " + certificate.key());
    lines.add("tls-ca-cert-file " + certificate.certificate());
    lines.add("user reader on >secret ~* +@all");
    return LocalRedis.start(lines.toArray(String[]::new));
  }

  /** Trusts the certificate alone. */
  private static Optional<RedisTls> tls(KeyStore own, SelfSignedCertificate trusted)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, SelfSignedCertificate.PASSWORD.toCharArray());
    KeyStore store = emptyStore();
    store.setCertificateEntry("ca", trusted.keys().getCertificate(SelfSignedCertificate.ALIAS));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return Optional.of(new RedisTls(keys, trust, List.of(), List.of()));
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static String whyNot(String uri, Optional<RedisTls> tls) {
    try (RedisConnection connection = open(uri, tls, READER)) {
      await().until(() -> connection.connectFailure().isPresent());
      Throwable failure = connection.connectFailure().orElseThrow();
      assertThat(failure).hasNoCause();
      return String.valueOf(failure.getMessage());
    }
  }

  private static RedisConnection open(
      String uri, Optional<RedisTls> tls, Optional<RedisLogin> login) {
    return RedisConnection.open(
        new RedisSettings(
            uri, login, Optional.empty(), tls, Duration.ofSeconds(5), Duration.ofSeconds(1)));
  }

  private static RedisConnection open(String uri) {
    return RedisConnection.open(
        new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(1)));
  }

  private static boolean hasWaitingClient(LocalRedis redis) {
    String waiting = "string.match(redis.call('INFO', 'clients'), 'blocked_clients:(%d+)')";
    return redis.command("EVAL \"return tonumber(" + waiting + ")\" 0").equals(":1");
  }

  private static long push(RedisConnection connection) throws Exception {
    return connection.commands().lpush(bytes("list"), bytes("v")).get(5, TimeUnit.SECONDS);
  }

  private static String setAndGet(RedisConnection connection, String key) throws Exception {
    byte[] name = bytes(key);
    connection.commands().set(name, bytes("v")).get(5, TimeUnit.SECONDS);
    return new String(connection.commands().get(name).get(5, TimeUnit.SECONDS), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
