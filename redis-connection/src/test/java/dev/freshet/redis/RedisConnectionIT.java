package dev.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.LocalRedis;
import dev.freshet.local.LocalRedisCluster;
import dev.freshet.local.Ports;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisConnectionIT {

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

  @Test
  void takesTlsAndAnAclUserFromTheUri(@TempDir java.nio.file.Path folder) throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create(folder);
    int tlsPort = Ports.free();
    try (LocalRedis redis =
            LocalRedis.start(
                "tls-port " + tlsPort,
                "tls-cert-file " + certificate.certificate(),
                "tls-key-file " + certificate.key(),
                "tls-auth-clients no",
                "user reader on >secret ~* +@all");
        RedisConnection trusting =
            open("rediss://reader:secret@127.0.0.1:" + tlsPort + "?verifyPeer=NONE");
        RedisConnection verifying = open("rediss://reader:secret@127.0.0.1:" + tlsPort);
        RedisConnection wrongPassword =
            open("rediss://reader:wrong@127.0.0.1:" + tlsPort + "?verifyPeer=NONE")) {
      await().until(trusting::isConnected);
      assertThat(setAndGet(trusting, "a")).isEqualTo("v");
      await().until(() -> verifying.connectFailure().isPresent());
      assertThat(verifying.isConnected()).isFalse();
      await().until(() -> wrongPassword.connectFailure().isPresent());
      assertThat(wrongPassword.connectFailure().orElseThrow()).hasStackTraceContaining("WRONGPASS");
    }
  }

  private static RedisConnection open(String uri) {
    return RedisConnection.open(
        new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(1)));
  }

  private static String setAndGet(RedisConnection connection, String key) throws Exception {
    byte[] name = key.getBytes(UTF_8);
    connection.commands().set(name, "v".getBytes(UTF_8)).get(5, TimeUnit.SECONDS);
    return new String(connection.commands().get(name).get(5, TimeUnit.SECONDS), UTF_8);
  }
}
