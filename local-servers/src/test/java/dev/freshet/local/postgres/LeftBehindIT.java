package dev.freshet.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.local.Backends;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.redis.RedisExecutable;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not start, or not end in order, leaves neither processes nor files. */
class LeftBehindIT {

  private static final String TEMPORARY = "java.io.tmpdir";
  private static final String BINARIES = "ot.epg.working-dir";

  @TempDir private Path folder;

  private final String temporary = System.getProperty(TEMPORARY);

  @BeforeEach
  void useTheFolder() {
    assumeTrue(Backends.chosen() == Backends.EMBEDDED, "of the embedded servers");
    System.setProperty(BINARIES, Path.of(temporary, "embedded-pg").toString());
    System.setProperty(TEMPORARY, folder.toString());
  }

  @AfterEach
  void nothingIsLeft() {
    System.setProperty(TEMPORARY, temporary);
    System.clearProperty(BINARIES);
    assertThat(folder).isEmptyDirectory();
    assertThat(ProcessHandle.allProcesses().filter(this::worksInTheFolder)).isEmpty();
  }

  private boolean worksInTheFolder(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(folder.toString());
  }

  @Test
  void aRedisThatDoesNotStart() {
    assertThatThrownBy(() -> LocalRedis.start("no-such-directive 1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-directive");
  }

  @Test
  void aRedisWhoseProgramIsMissing() {
    String chosen = System.getProperty(RedisExecutable.PROPERTY, "");
    System.setProperty(RedisExecutable.PROPERTY, "/no/such/redis-server");
    try {
      assertThatThrownBy(LocalRedis::start)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "redis.executable is '/no/such/redis-server'; it must name a redis-server that can be"
                  + " executed");
    } finally {
      System.setProperty(RedisExecutable.PROPERTY, chosen);
    }
  }

  /** It runs, but where nobody finds it. */
  @Test
  void aPostgresThatIsNotReadyInTime() {
    PostgresOptions unreachable = PostgresOptions.defaults().with("listen_addresses", "''");
    assertThatThrownBy(() -> EmbeddedPostgresServer.start(unreachable, Duration.ofSeconds(2)))
        .hasMessage("PostgreSQL does not start on port " + unreachable.port());
  }

  @Test
  void aPausedPostgresThatIsClosed() {
    try (LocalPostgres postgres = LocalPostgres.start()) {
      postgres.pause();
    }
  }
}
