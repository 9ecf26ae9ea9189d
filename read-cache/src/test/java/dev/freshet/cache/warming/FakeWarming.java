package dev.freshet.cache.warming;

import dev.freshet.cache.WarmingState;
import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Redis knows of warming, and of purges; the lock does not expire. */
final class FakeWarming implements WarmingState, InvalidationProgress {

  final List<String> log = new ArrayList<>();
  Optional<String> warmed = Optional.empty();
  Optional<Instant> purgedAt = Optional.empty();
  @Nullable String holder;
  Runnable onTake = () -> {};

  @Override
  public Optional<String> warmed() {
    return warmed;
  }

  @Override
  public boolean take(String token, Duration ttl) {
    onTake.run();
    if (holder != null) {
      return false;
    }
    log.add("take");
    holder = token;
    return true;
  }

  @Override
  public boolean renew(String token, Duration ttl) {
    log.add("renew");
    return token.equals(holder);
  }

  @Override
  public boolean finish(String token, String state) {
    if (!token.equals(holder)) {
      return false;
    }
    log.add("finish");
    warmed = Optional.of(state);
    holder = null;
    return true;
  }

  @Override
  public void release(String token) {
    if (token.equals(holder)) {
      log.add("release");
      holder = null;
    }
  }

  @Override
  public boolean isPassed(FenceToken token) {
    return false;
  }

  @Override
  public Optional<AgedWatermark> watermark() {
    return purgedAt.map(
        time ->
            new AgedWatermark(
                new Watermark(
                    "0/1", Optional.empty(), "s", "1", "1", "i", Optional.empty(), purgedAt),
                Optional.empty(),
                Duration.ZERO,
                Optional.empty()));
  }

  @Override
  public long losses() {
    return 0;
  }
}
