package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(FreshetExtension.SERVERS)
class RegisteredExtensionIT {

  @RegisterExtension static final FreshetExtension SERVERS = new FreshetExtension();

  private static String before = "";

  private String url = "";

  @BeforeAll
  static void look() {
    before = SERVERS.jdbcUrl();
  }

  @BeforeEach
  void look(Freshet freshet) {
    url = freshet.jdbcUrl();
  }

  @Test
  void theServersAreKnownBeforeTheFirstTest(Freshet freshet) {
    assertThat(before).isEqualTo(url).isEqualTo(freshet.jdbcUrl());
    assertThat(SERVERS.redisUri()).isEqualTo(freshet.redisUri());
  }
}
