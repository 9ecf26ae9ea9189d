package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.redis.LocalRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What waiting does not mend ends the invalidator. */
class RefusalsIT {

  private static CatalogDatabase database;
  private static LocalRedis redis;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start("requirepass s3cret");
  }

  @AfterAll
  static void stop() {
    redis.close();
    database.close();
  }

  @Test
  void aRoleThatMayNotReplicate() {
    database.sql("alter role freshet_invalidator noreplication");
    try {
      assertGivesUp(uri());
    } finally {
      database.sql("alter role freshet_invalidator replication");
    }
  }

  @Test
  void aDatabaseThatIsMissing() {
    assertGivesUp(uri(), "spring.datasource.url", database.server().jdbcUrl("missing"));
  }

  @Test
  void aRoleThatIsMissing() {
    assertGivesUp(uri(), "spring.datasource.username", "missing");
  }

  @Test
  void aSlotOfAnotherKind() {
    database.sql("select pg_create_physical_replication_slot('physical', true)");

    assertGivesUp(uri(), "freshet.capture.slot", "physical");
  }

  @Test
  void aRedisThatWantsAPassword() {
    assertGivesUp(redis.uri());
  }

  @Test
  void aWrongPasswordOfRedis() {
    assertGivesUp("redis://:wrong@127.0.0.1:" + redis.port());
  }

  @Test
  void aRedisUserWithoutTheRightToDelete() {
    try (TestCache cache = new TestCache(uri())) {
      cache.ask(
          commands ->
              commands.aclSetuser(
                  "reader",
                  AclSetuserArgs.Builder.on()
                      .addPassword("reads")
                      .allKeys()
                      .allCommands()
                      .removeCommand(CommandType.UNLINK)));
      cache.put("product:1");
    }

    assertGivesUp("redis://reader:reads@127.0.0.1:" + redis.port());
  }

  private static String uri() {
    return "redis://:s3cret@127.0.0.1:" + redis.port();
  }

  private static void assertGivesUp(String redisUri, String... settings) {
    try (RunningInvalidator invalidator = RunningInvalidator.start(database, redisUri, settings)) {
      assertThat(invalidator.awaitExitCode()).isEqualTo(1);
      assertThat(invalidator.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
    }
  }
}
