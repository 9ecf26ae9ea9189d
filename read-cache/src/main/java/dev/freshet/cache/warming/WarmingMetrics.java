package dev.freshet.cache.warming;

import dev.freshet.keys.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How the cache is warmed by this instance; all meters are present from the start. */
final class WarmingMetrics {

  private final Map<Kind, Counter> warmed = new TreeMap<>();
  private final Counter finished;
  private final Counter abandoned;

  WarmingMetrics(MeterRegistry registry, Set<Kind> kinds) {
    for (Kind kind : kinds) {
      warmed.put(
          kind,
          Counter.builder("cache.warmed")
              .description("Values that were loaded and stored before anybody asked for them")
              .tag("kind", kind.name())
              .register(registry));
    }
    this.finished = runs(registry, "finished");
    this.abandoned = runs(registry, "abandoned");
  }

  void warmed(Kind kind) {
    Counter counter = warmed.get(kind);
    if (counter != null) {
      counter.increment();
    }
  }

  void finished() {
    finished.increment();
  }

  void abandoned() {
    abandoned.increment();
  }

  private static Counter runs(MeterRegistry registry, String result) {
    return Counter.builder("cache.warming.runs")
        .description("Times that this instance warmed the cache")
        .tag("result", result)
        .register(registry);
  }
}
