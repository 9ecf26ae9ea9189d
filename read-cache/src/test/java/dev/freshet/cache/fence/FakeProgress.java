package dev.freshet.cache.fence;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An invalidator that passes every token when it has been asked so many times. */
final class FakeProgress implements InvalidationProgress {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static final Watermark WATERMARK =
      new Watermark(
          "0/16B3748",
          Optional.empty(),
          "freshet",
          "1",
          "1",
          "host-1",
          Optional.empty(),
          Optional.empty());

  final AtomicInteger looks = new AtomicInteger();
  volatile Optional<AgedWatermark> watermark = Optional.empty();
  volatile boolean failing;
  volatile long connection;
  int questions;
  int passedAtQuestion = Integer.MAX_VALUE;
  Runnable onQuestion = () -> {};
  Runnable onLook = () -> {};

  void streamSince(Duration age) {
    watermark = Optional.of(new AgedWatermark(WATERMARK, Optional.empty(), age, Optional.empty()));
  }

  /** It keeps writing, and everything is applied that was committed so long ago. */
  void completeSince(Duration staleness) {
    watermark =
        Optional.of(
            new AgedWatermark(
                completeUntil(NOW.minus(staleness)),
                Optional.empty(),
                Duration.ZERO,
                Optional.of(staleness)));
  }

  static Watermark completeUntil(Instant time) {
    return new Watermark(
        "0/16B3748",
        Optional.empty(),
        "freshet",
        "1",
        "1",
        "host-1",
        Optional.of(time),
        Optional.empty());
  }

  @Override
  public boolean isPassed(FenceToken token) {
    questions++;
    onQuestion.run();
    check();
    return questions >= passedAtQuestion;
  }

  @Override
  public Optional<AgedWatermark> watermark() {
    looks.incrementAndGet();
    onLook.run();
    check();
    return watermark;
  }

  @Override
  public long losses() {
    return connection;
  }

  private void check() {
    if (failing) {
      throw CacheUnavailableException.server("failing on purpose", null);
    }
  }
}
