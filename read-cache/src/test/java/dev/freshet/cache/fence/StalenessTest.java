package dev.freshet.cache.fence;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.freshet.cache.TestKinds;
import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.Kind;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.MaintainedKinds.Maintained;
import dev.freshet.keys.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StalenessTest {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final FakeProgress progress = new FakeProgress();
  private final FakeTicker ticker = new FakeTicker();
  private final Staleness staleness =
      new Staleness(progress, Optional.of(BOUND), ticker, TestKinds.CATALOG);

  private final Logger logger = (Logger) LoggerFactory.getLogger(Staleness.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /** Redis's clock. */
  private Instant now = START;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  @Test
  void nothingIsTrustedBeforeItIsKnown() {
    assertThat(staleness.atMost()).isEmpty();
    assertThat(staleness.holds()).isFalse();
    assertThat(new Staleness(progress, Optional.empty(), ticker, TestKinds.CATALOG).holds())
        .isTrue();
  }

  @Test
  void aYoungWatermarkOfAnInvalidatorThatIsBehindIsNotTrusted() {
    pass(Duration.ofSeconds(60));
    see(START.plusSeconds(50));
    assertThat(staleness.holds()).isTrue();

    pass(Duration.ofMillis(1));
    see(START.plusSeconds(50));
    assertThat(staleness.holds()).isFalse();
    see(START.plusSeconds(60));
    assertThat(staleness.atMost()).contains(Duration.ofMillis(1));
    assertThat(staleness.holds()).isTrue();
  }

  @Test
  void withoutATimeUntilWhichAllIsAppliedNothingIsKnown() {
    see(START);
    staleness.seen(
        Optional.of(
            new AgedWatermark(
                FakeProgress.WATERMARK, Optional.empty(), Duration.ZERO, Optional.empty())),
        ticker.nanoTime(),
        0);
    assertThat(staleness.atMost()).isEmpty();
    see(START);
    staleness.seen(Optional.empty(), ticker.nanoTime(), 0);
    assertThat(staleness.atMost()).isEmpty();
  }

  @Test
  void theSameTimeDoesNotGrowYoungerWhenRedissClockGoesBack() {
    see(START);
    pass(Duration.ofSeconds(9));
    now = START.plusSeconds(1);
    see(START);
    assertThat(staleness.atMost()).contains(Duration.ofSeconds(9));
  }

  @Test
  void aTimeToComeIsNotTrusted() {
    now = START.minusMillis(1);
    see(START);
    assertThat(staleness.holds()).isFalse();
  }

  @Test
  void afterTheWatermarkWentBackNothingIsTrustedUntilAllOfThatStateHasExpired() {
    see(START);
    see(START.minusMillis(1));
    assertThat(staleness.atMost()).isEmpty();

    pass(Staleness.EXPIRY);
    see(now);
    assertThat(staleness.atMost()).as("it moves on, the values of old do not").isEmpty();
    pass(Duration.ofMillis(1));
    see(now);
    assertThat(staleness.atMost()).contains(Duration.ZERO);
  }

  @Test
  void afterTheWatermarkWentBackAPurgeEndsTheDoubt() {
    Optional<Instant> purgeBefore = Optional.of(START.minusSeconds(60));
    see(START, purgeBefore);
    see(START.minusMillis(1), purgeBefore);
    pass(Duration.ofSeconds(1));
    see(now, purgeBefore);
    assertThat(staleness.holds()).isFalse();
    see(now, Optional.of(START));
    assertThat(staleness.holds()).isTrue();
    see(now, Optional.of(START));
    assertThat(staleness.holds()).isTrue();
  }

  @Test
  void theWatermarkMayGoBackAlsoOverAGap() {
    see(START);
    staleness.seen(Optional.empty(), ticker.nanoTime(), 0);
    see(START.minusMillis(1));
    pass(Duration.ofSeconds(1));
    see(now);
    assertThat(staleness.holds()).isFalse();
  }

  @Test
  void theLogSaysOnceThatItBeginsAndOnceThatItEnds() {
    see(now);
    staleness.report();
    assertThat(log.list).isEmpty();
    pass(BOUND.plusSeconds(2));
    staleness.report();
    staleness.report();
    assertThat(log.list).singleElement().asString().contains("may be stale by 12 s");
    see(now);
    staleness.report();
    staleness.report();
    assertThat(log.list).hasSize(2).last().asString().contains("has caught up");
  }

  @Test
  void aStartIsNoReasonToWarnUntilItTakesLong() {
    for (int look = 0; look < 6; look++) {
      staleness.report();
    }
    assertThat(log.list).isEmpty();
    staleness.report();
    assertThat(log.list).singleElement().asString().contains("by an unknown time");
  }

  private void pass(Duration time) {
    ticker.pass(time);
    now = now.plus(time);
  }

  @Test
  void aKindIsCoveredUnlessTheInvalidatorSaysOtherwise() {
    Kind product = CatalogKeys.PRODUCT;
    assertThat(staleness.covers(product)).isTrue();

    seeKinds(Optional.empty());
    assertThat(staleness.covers(product)).isTrue();
    seeKinds(Optional.of(maintained("product:{id:int}")));
    assertThat(staleness.covers(product)).isTrue();
    assertThat(staleness.covers(CatalogKeys.LISTING)).isFalse();
    seeKinds(Optional.of(maintained(CatalogKeys.PRODUCT, true, "product:{id:int}")));
    assertThat(staleness.covers(product)).as("it is not registered").isFalse();
    String listing = CatalogKeys.SPACE.templates(CatalogKeys.LISTING).get(0).toString();
    seeKinds(Optional.of(maintained(CatalogKeys.LISTING, true, listing)));
    assertThat(staleness.covers(CatalogKeys.LISTING)).isTrue();
    seeKinds(Optional.of(maintained(CatalogKeys.LISTING, false, listing)));
    assertThat(staleness.covers(CatalogKeys.LISTING)).as("nobody knows what is read").isFalse();

    seeKinds(Optional.of(maintained("product:{id}")));
    assertThat(staleness.covers(product)).isFalse();

    staleness.seen(Optional.empty(), ticker.nanoTime(), 0);
    assertThat(staleness.covers(product)).isTrue();
  }

  private static MaintainedKinds maintained(String template) {
    return maintained(CatalogKeys.PRODUCT, false, template);
  }

  private static MaintainedKinds maintained(Kind kind, boolean isPages, String template) {
    return new MaintainedKinds(
        Map.of(kind, new Maintained("rules", isPages, Duration.ofMinutes(5), List.of(template))));
  }

  private void seeKinds(Optional<MaintainedKinds> kinds) {
    staleness.seen(
        Optional.of(
            new AgedWatermark(FakeProgress.WATERMARK, kinds, Duration.ZERO, Optional.empty())),
        ticker.nanoTime(),
        0);
  }

  private void see(Instant completeUntil) {
    see(completeUntil, Optional.empty());
  }

  private void see(Instant completeUntil, Optional<Instant> purgedAt) {
    Watermark watermark =
        new Watermark(
            "0/16B3748",
            Optional.empty(),
            "freshet",
            "1",
            "1",
            "host-1",
            Optional.of(completeUntil),
            purgedAt);
    Duration age = Duration.between(completeUntil, now);
    staleness.seen(
        Optional.of(
            new AgedWatermark(
                watermark,
                Optional.empty(),
                Duration.ZERO,
                age.isNegative() ? Optional.empty() : Optional.of(age))),
        ticker.nanoTime(),
        0);
  }
}
