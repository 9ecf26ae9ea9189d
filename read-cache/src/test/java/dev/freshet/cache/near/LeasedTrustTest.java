package dev.freshet.cache.near;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Which reads it keeps from Redis is seen with reads: {@code NearReadsTest}, {@code StrictIT}. */
class LeasedTrustTest {

  private long nanos;
  private final FakeChannel channel = new FakeChannel();
  private final NearCache near = new NearCache(channel, Set.of(), 1_000, () -> nanos);
  private final LeasedTrust trust = new LeasedTrust(() -> true, near);
  private final Logger logger = (Logger) LoggerFactory.getLogger(LeasedTrust.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void theLogSaysOnceThatThereIsNoLeaseAndOnceThatThereIsOneAgain() {
    for (int i = 0; i < 3; i++) {
      trust.report();
    }
    assertThat(log.list).isEmpty();
    for (int i = 0; i < 10; i++) {
      trust.report();
    }
    assertThat(log.list).hasSize(1);

    near.renew();
    near.renew();
    trust.report();
    trust.report();
    assertThat(log.list).hasSize(2);
  }

  @Test
  void aStartIsNoMatterForTheLog() {
    trust.report();
    near.renew();
    near.renew();
    trust.report();

    assertThat(log.list).isEmpty();
  }
}
