package dev.freshet.invalidator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidation.near.LeasedCopies;
import dev.freshet.invalidation.near.NearStore;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class NearHealthTest {

  private final Timer acknowledgements = new SimpleMeterRegistry().timer("acknowledgements");

  @Test
  void tellsWhoIsWaitedForAndForHowLong() {
    acknowledgements.record(Duration.ofMillis(3));
    acknowledgements.record(Duration.ofMillis(1));

    Health health =
        new NearHealth(new LeasedCopies(new Nothing(), () -> 0), acknowledgements).health();

    assertThat(health.getStatus()).isEqualTo(Status.UP);
    assertThat(health.getDetails())
        .containsEntry("sessions", 0)
        .containsEntry("expelled", 0L)
        .containsEntry("slowestAcknowledgementMillis", 3.0);
  }

  private static final class Nothing implements NearStore {

    @Override
    public boolean publish(NearDeletion entry) {
      return true;
    }

    @Override
    public boolean grant(String run, Map<String, Long> renewals, Collection<String> gone) {
      return true;
    }

    @Override
    public boolean takeOver(String nodes) {
      return false;
    }

    @Override
    public void forgetGrants(String run) {}

    @Override
    public List<NearMessage> receive() {
      return List.of();
    }
  }
}
