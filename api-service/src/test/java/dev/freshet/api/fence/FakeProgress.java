package dev.freshet.api.fence;

import dev.freshet.api.cache.AgedWatermark;
import dev.freshet.api.cache.CacheUnavailableException;
import dev.freshet.api.cache.InvalidationProgress;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Watermark;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An invalidator that passes every token when it has been asked so many times. */
final class FakeProgress implements InvalidationProgress {

  static final Watermark WATERMARK =
      new Watermark("0/16B3748", Optional.empty(), "freshet", "1", "1", "host-1");

  final AtomicInteger looks = new AtomicInteger();
  volatile Optional<AgedWatermark> watermark = Optional.empty();
  volatile boolean failing;
  int questions;
  int passedAtQuestion = Integer.MAX_VALUE;
  Runnable onQuestion = () -> {};

  void streamSince(Duration age) {
    watermark = Optional.of(new AgedWatermark(WATERMARK, age));
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
    check();
    return watermark;
  }

  private void check() {
    if (failing) {
      throw CacheUnavailableException.server("failing on purpose", null);
    }
  }
}
