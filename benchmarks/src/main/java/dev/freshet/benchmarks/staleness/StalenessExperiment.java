package dev.freshet.benchmarks.staleness;

import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.benchmarks.peers.TwoLevelJetCacheApplication;
import dev.freshet.benchmarks.peers.TwoLevelSpringApplication;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Goal;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.local.stack.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Caches with a part in each process: what one of them writes, another one reads. */
public final class StalenessExperiment implements Experiment {

  private static final String FRESHET = "Freshet";
  private static final int WRITES_PER_SECOND = 50;

  @Override
  public String name() {
    return "staleness";
  }

  @Override
  public String title() {
    return "Staleness: hits from memory while another process writes";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    try (Stack stack = Stack.start(setup, 1_000)) {
      ServiceProcess writing = stack.api("api-1", Map.of());
      ServiceProcess reading = stack.api("api-2", Map.of());
      List<Pair> pairs =
          List.of(
              new Pair(FRESHET, writing, reading, "Freshet-Fence"),
              peers(stack, "JetCache, two levels", "jetcache", TwoLevelJetCacheApplication.class),
              peers(
                  stack,
                  "@Cacheable, Caffeine over Redis",
                  "spring",
                  TwoLevelSpringApplication.class));
      stack.awaitReady();
      ServiceProcess unused = stack.invalidator(Map.of());
      stack.awaitReady();
      Duration time = setup.either(Duration.ofSeconds(20), Duration.ofSeconds(1));
      return section(
          new Rounds(
                  setup,
                  "%d writes/s to %d products".formatted(WRITES_PER_SECOND, StaleReads.PRODUCTS),
                  "",
                  List.of(StaleReads.READS, StaleReads.STALE, StaleReads.LONGEST))
              .run(
                  setup.either(3, 1),
                  pairs.stream()
                      .map(pair -> new StaleReads(pair, WRITES_PER_SECOND, time))
                      .toList()));
    }
  }

  private static Pair peers(Stack stack, String name, String process, Class<?> main) {
    return new Pair(
        name,
        stack.peer(process + "-1", main, Map.of()),
        stack.peer(process + "-2", main, Map.of()),
        "");
  }

  private Section section(Comparison comparison) {
    return new Section(
        name(),
        title(),
        """
        One process of each contestant changes products, %d a second, each of them by a request of its
        own; another one answers reads of them at the same time, mostly from its memory. A read is
        *stale* if it began after the answer to a write that it does not show. With Freshet a write is
        answered when it is applied; *JetCache* evicts in Redis and tells the other process by a
        message (`CacheType.BOTH`, `syncLocal`); *Caffeine over Redis* evicts in Redis and in the
        process that writes, and the other one keeps its copy for 30 seconds, as no part of Spring
        tells it. *Longest*: how long before such a read the write was answered."""
            .formatted(WRITES_PER_SECOND),
        List.of(
            Goal.of(
                "No stale read", comparison.of(FRESHET, StaleReads.STALE), stale -> stale == 0)),
        List.of(comparison),
        List.of(new BarPlot("Stale reads", StaleReads.STALE, List.of(comparison))),
        List.of());
  }
}
