package dev.freshet.cache.fence;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** How writes wait; all meters are present from the start. */
public final class FenceMetrics {

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Map<WaitResult, Counter> waits = new EnumMap<>(WaitResult.class);
  private final Timer wait;

  public FenceMetrics(MeterRegistry registry) {
    for (WaitResult result : WaitResult.values()) {
      waits.put(
          result,
          Counter.builder("fence.waits")
              .description("Writes, by how their wait for the invalidator ended")
              .tag("result", result.tag())
              .register(registry));
    }
    this.wait =
        Timer.builder("fence.wait")
            .description("Time for which writes that did not skip it waited for the invalidator")
            .publishPercentileHistogram()
            .minimumExpectedValue(SHORTEST_WAIT)
            .maximumExpectedValue(LONGEST_WAIT)
            .register(registry);
  }

  void skipped() {
    count(WaitResult.SKIPPED);
  }

  void waited(WaitResult result, Duration time) {
    count(result);
    wait.record(time);
  }

  private void count(WaitResult result) {
    Counter counter = waits.get(result);
    if (counter != null) {
      counter.increment();
    }
  }
}
