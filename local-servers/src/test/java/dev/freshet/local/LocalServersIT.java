package dev.freshet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.postgres.Sql;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.redis.LocalRedisCluster;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServersIT {

  @Test
  void redisComesBackEmptyOnItsPort() {
    try (LocalRedis redis = LocalRedis.start()) {
      assertThat(redis.command("SET a 1")).isEqualTo("+OK");
      redis.kill();
      assertThatThrownBy(() -> redis.command("PING")).isInstanceOf(UncheckedIOException.class);
      redis.startAgain();
      assertThat(redis.command("EXISTS a")).isEqualTo(":0");
    }
  }

  @Test
  void aPausedRedisAnswersAfterItIsResumed() {
    try (LocalRedis redis = LocalRedis.start()) {
      redis.pause();
      redis.resume();
      assertThat(redis.command("PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void redisComesBackWithAnOldSnapshotOnlyWhenAsked() {
    try (LocalRedis redis = LocalRedis.start()) {
      redis.command("SET a old");
      redis.saveSnapshot();
      redis.command("SET a new");
      redis.kill();
      redis.startAgainFromSnapshot();
      assertHolds(redis, "old");
      redis.command("SET a newer");
      redis.saveSnapshot();
      redis.kill();
      redis.startAgain();
      assertThat(redis.command("EXISTS a")).isEqualTo(":0");
      redis.kill();
      redis.startAgainFromSnapshot();
      assertHolds(redis, "newer");
    }
  }

  private static void assertHolds(LocalRedis redis, String value) {
    assertThat(redis.command("EVAL \"return redis.call('get','a')=='" + value + "'\" 0"))
        .isEqualTo(":1");
  }

  @Test
  void redisTakesSettings() {
    try (LocalRedis redis = LocalRedis.start("requirepass secret")) {
      assertThat(redis.command("GET a")).startsWith("-NOAUTH");
    }
  }

  @Test
  void serversReadTheFilesThatTheirSettingsName(@TempDir Path folder) {
    SelfSignedCertificate certificate = SelfSignedCertificate.create(folder);
    PostgresOptions options =
        PostgresOptions.defaults()
            .with("ssl", "on")
            .with("ssl_cert_file", certificate.certificate().toString())
            .with("ssl_key_file", certificate.key().toString());
    try (LocalRedis redis =
            LocalRedis.start(
                "tls-port " + Ports.free(),
                "tls-cert-file " + certificate.certificate(),
                "tls-key-file " + certificate.key(),
                "tls-ca-cert-file " + certificate.certificate());
        LocalPostgres postgres = LocalPostgres.start(options)) {
      assertThat(redis.command("PING")).isEqualTo("+PONG");
      String url = postgres.jdbcUrl("postgres") + "?sslmode=require";
      Sql.execute(url, "postgres", "postgres", "select 1");
      postgres.stop();
      postgres.startAgain();
      Sql.execute(url, "postgres", "postgres", "select 1");
    }
  }

  @Test
  void threeClusterNodesShareTheSlots() {
    try (LocalRedisCluster cluster = LocalRedisCluster.start()) {
      assertThat(cluster.nodes()).hasSize(3);
      assertThat(cluster.nodes().get(0).command("CLUSTER KEYSLOT product:42"))
          .isEqualTo(cluster.nodes().get(0).command("CLUSTER KEYSLOT {product:42}:lock"));
    }
  }

  @Test
  void aSentinelKnowsItsMaster() {
    try (LocalRedis redis = LocalRedis.start();
        LocalRedis sentinel = LocalRedis.startSentinel("catalog", redis)) {
      assertThat(sentinel.command("SENTINEL get-master-addr-by-name catalog")).isEqualTo("*2");
    }
  }

  @Test
  void postgresKeepsItsDataOverACrashAndARestart() {
    try (LocalPostgres postgres = LocalPostgres.start()) {
      postgres.execute(
          "postgres", "create table t (a int)", "insert into t values (1)", "checkpoint");
      postgres.kill();
      assertThatThrownBy(() -> postgres.execute("postgres", "select 1"))
          .isInstanceOf(IllegalStateException.class);
      postgres.startAgain();
      postgres.execute("postgres", "insert into t select a + 1 from t where a = 1");
      postgres.stop();
      postgres.startAgain();
      postgres.execute("postgres", "select 1 / (count(*) - 1) from t");
    }
  }

  @Test
  void aStandbyFollowsAndCanBePromoted() {
    assumeTrue(Backends.chosen() == Backends.EMBEDDED, "standbys need the embedded server");
    try (LocalPostgres primary = LocalPostgres.start()) {
      primary.execute("postgres", "create table t (a int)", "insert into t values (1)");
      try (LocalPostgres standby = primary.startStandby(PostgresOptions.defaults())) {
        assertThatThrownBy(() -> standby.execute("postgres", "insert into t values (2)"))
            .hasMessageContaining("read-only");
        primary.execute("postgres", "insert into t values (2)");
        await()
            .until(
                () ->
                    isDone(() -> standby.execute("postgres", "select 1 / (count(*) - 1) from t")));
        primary.kill();
        standby.execute("postgres", "select pg_promote()", "insert into t values (3)");
      }
    }
  }

  private static boolean isDone(Runnable statement) {
    try {
      statement.run();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void aPausedPostgresAnswersAfterItIsResumed() {
    try (LocalPostgres postgres = LocalPostgres.start()) {
      postgres.pause();
      String impatient = postgres.jdbcUrl("postgres") + "?loginTimeout=1&socketTimeout=1";
      assertThatThrownBy(() -> Sql.execute(impatient, "postgres", "postgres", "select 1"))
          .isInstanceOf(IllegalStateException.class);
      postgres.resume();
      postgres.execute("postgres", "select 1");
    }
  }

  @Test
  void rolesMustGiveTheirPassword() {
    try (LocalPostgres postgres = LocalPostgres.start()) {
      postgres.execute("postgres", "create role app login password 'right'");
      String url = postgres.jdbcUrl("postgres");
      Sql.execute(url, "app", "right", "select 1");
      assertThatThrownBy(() -> Sql.execute(url, "app", "wrong", "select 1"))
          .hasMessageContaining("password authentication failed");
    }
  }
}
