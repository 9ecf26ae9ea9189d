package dev.freshet.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.Watermark;
import dev.freshet.local.redis.LocalRedis;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Writes the watermark as an invalidator does that streams changes, until it is closed. */
public final class WatermarkWriter implements AutoCloseable {

  public static final Watermark WATERMARK =
      new Watermark(
          "0/16B3748",
          Optional.of(Instant.parse("2026-01-01T00:00:00.123456Z")),
          "freshet",
          "7312345678901234567",
          "1",
          "host-1",
          Optional.empty(),
          Optional.empty());

  private static final String WRITE =
      "local t = redis.call('TIME')"
          + " local written = t[1] * 1000 - ARGV[1]"
          + " return redis.call('HSET', KEYS[1], 'applied_at', written, 'complete_until', written,"
          + " unpack(ARGV, 2))";

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  private WatermarkWriter(LocalRedis redis) {
    ScheduledFuture<?> unused =
        thread.scheduleAtFixedRate(() -> beat(redis), 0, 200, TimeUnit.MILLISECONDS);
  }

  public static WatermarkWriter start(LocalRedis redis) {
    write(redis, Duration.ZERO);
    return new WatermarkWriter(redis);
  }

  /**
   * Writes it once, as if that had been so long ago and everything applied by then; to the second.
   */
  public static void write(LocalRedis redis, Duration age) {
    String fields =
        WATERMARK.fields().entrySet().stream()
            .map(field -> field.getKey() + " \"" + field.getValue() + "\"")
            .collect(Collectors.joining(" "));
    assertThat(
            redis.command(
                "EVAL \"%s\" 1 %s %d %s"
                    .formatted(WRITE, CatalogKeys.NAMESPACE.watermark(), age.toMillis(), fields)))
        .startsWith(":");
  }

  private static void beat(LocalRedis redis) {
    try {
      write(redis, Duration.ZERO);
    } catch (UncheckedIOException e) {
      // The test has stopped Redis.
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
