package dev.freshet.benchmarks.reading;

import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Metrics;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.benchmarks.load.Load;
import dev.freshet.benchmarks.peers.ConstantApplication;
import dev.freshet.benchmarks.peers.JetCacheApplication;
import dev.freshet.benchmarks.peers.SpringCacheApplication;
import dev.freshet.benchmarks.peers.StarterApplication;
import dev.freshet.benchmarks.peers.TwoLevelJetCacheApplication;
import dev.freshet.benchmarks.peers.TwoLevelSpringApplication;
import dev.freshet.benchmarks.reading.Reader.Server;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Goal;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.local.stack.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Hits of our API against the least that the server needs, no cache, and two other caches. */
public final class ReadingExperiment implements Experiment {

  private static final String FLOOR = "floor";
  private static final String FRESHET = "Freshet";
  private static final String STARTER = "@Cacheable on Freshet";
  private static final String UNCACHED = "no cache";
  private static final String SPRING = "Spring @Cacheable";
  private static final String JETCACHE = "JetCache";
  private static final String SPRING_LOCAL = "@Cacheable, Caffeine over Redis";
  private static final String JETCACHE_LOCAL = "JetCache, two levels";

  private static final double GOAL = 0.85;

  /** What the starter may be slower than the API's own path. */
  private static final double STARTER_GOAL = 0.95;

  /** Of the slowest cache's throughput: the rate at which all latencies are measured. */
  private static final double RATE_PART = 0.4;

  private static final String OWN_LOADS = "cache_loads_total";
  private static final String PEER_LOADS = "catalog_loads_total";
  private static final String NEAR_HITS = "cache_near_hits_total";

  @Override
  public String name() {
    return "reading";
  }

  @Override
  public String title() {
    return "Read path: hits";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    List<Comparison> comparisons = new ArrayList<>();
    setup.facts().put("Load for throughput", Load.generator());
    try (Stack stack = Stack.start(setup, setup.either(10_000, 1_000))) {
      List<Server> servers = start(setup, stack);
      for (Kind kind : Kind.values()) {
        AnswerCheck.of(servers.get(1), servers, kind);
        comparisons.add(compare(setup, servers, kind));
      }
    }
    return new Section(
        name(),
        title(),
        """
        Reads that hit, over 32 connections. *Floor*: the same server (Spring Boot with Tomcat, Actuator
        and its metrics) answers with constant bytes from memory, as many as the API's answer has.
        *No cache*: the API with `freshet.cache.enabled=false`. *@Cacheable on Freshet*: the starter,
        with the methods and values of *Spring @Cacheable*, as JSON. *Spring @Cacheable*: a
        `RedisCacheManager` with a typed JSON serializer. *JetCache*: `@Cached` in Redis through
        Lettuce, values by Kryo 5. *Freshet*, *Caffeine over Redis* and *JetCache, two levels* answer most
        reads from their memory, where Freshet's copies are never stale, and those of the others
        may be (see `staleness`); Freshet's invalidator runs. All are processes of their own with the same JVM
        options, and read the same rows by the same SQL and the same Redis. Throughput: each connection asks again as
        soon as it is answered. Latencies: at one rate for all, which the title has, from the time at
        which a request was to be sent. Before it counts, every contestant's answers are compared with
        the API's; one that reads more than 1 % from the database has failed, and so has
        Freshet if less than half of its answers come from memory.""",
        goals(comparisons),
        comparisons,
        List.of(
            new BarPlot("Throughput of hits", Reader.RATE, comparisons),
            new BarPlot("p99 of hits", Reader.P99, comparisons)),
        List.of());
  }

  private static List<Server> start(Setup setup, Stack stack)
      throws IOException, InterruptedException {
    ServiceProcess freshet = stack.api("freshet", Map.of());
    ServiceProcess uncached = stack.api("no-cache", Map.of("FRESHET_CACHE_ENABLED", "false"));
    ServiceProcess spring = stack.peer("spring-cache", SpringCacheApplication.class, Map.of());
    ServiceProcess starter = stack.peer("starter", StarterApplication.class, Map.of());
    ServiceProcess jetCache = stack.peer("jetcache", JetCacheApplication.class, Map.of());
    ServiceProcess springLocal =
        stack.peer("spring-local", TwoLevelSpringApplication.class, Map.of());
    ServiceProcess jetCacheLocal =
        stack.peer("jetcache-local", TwoLevelJetCacheApplication.class, Map.of());
    stack.awaitReady();
    ServiceProcess unused = stack.invalidator(Map.of());
    stack.awaitReady();
    for (Kind kind : Kind.values()) {
      Files.writeString(
          setup.folder().resolve(kind.label() + ".json"),
          Metrics.get(freshet, kind.paths().get(0)).body());
    }
    ServiceProcess floor =
        stack.peer(
            "floor",
            ConstantApplication.class,
            Map.of("CONSTANT_FOLDER", setup.folder().toString()));
    stack.awaitReady();
    return List.of(
        new Server(FLOOR, floor, "", ""),
        new Server(FRESHET, freshet, OWN_LOADS, NEAR_HITS),
        new Server(STARTER, starter, PEER_LOADS, ""),
        new Server(SPRING, spring, PEER_LOADS, ""),
        new Server(JETCACHE, jetCache, PEER_LOADS, ""),
        new Server(SPRING_LOCAL, springLocal, PEER_LOADS, ""),
        new Server(JETCACHE_LOCAL, jetCacheLocal, PEER_LOADS, ""),
        new Server(UNCACHED, uncached, "", ""));
  }

  private static Comparison compare(Setup setup, List<Server> servers, Kind kind)
      throws IOException, InterruptedException {
    Duration warmUp = setup.either(Duration.ofSeconds(10), Duration.ofMillis(300));
    Duration time = setup.either(Duration.ofSeconds(4), Duration.ofMillis(300));
    double slowest = Double.MAX_VALUE;
    for (Server server : servers) {
      setup.say("warming up %s for %s", server.name(), kind.label());
      double throughput = new Reader(server, kind, warmUp, 0).throughput();
      slowest = server.name().equals(UNCACHED) ? slowest : Math.min(slowest, throughput);
    }
    double rate = Math.rint(RATE_PART * slowest);
    return new Rounds(
            setup,
            "%s hit (latencies at %,.0f req/s)".formatted(kind.label(), rate),
            FLOOR,
            List.of(Reader.RATE, Reader.P50, Reader.P99))
        .run(
            setup.either(3, 2),
            servers.stream().map(server -> new Reader(server, kind, time, rate)).toList());
  }

  private static List<Goal> goals(List<Comparison> comparisons) {
    return comparisons.stream().flatMap(ReadingExperiment::goals).toList();
  }

  private static Stream<Goal> goals(Comparison comparison) {
    return Stream.of(
        Goal.of(
            comparison.title() + ": throughput at least 0.85 of the floor's",
            comparison.ratio(FRESHET, Reader.RATE),
            ratio -> ratio >= GOAL),
        ahead(comparison, FRESHET, SPRING),
        ahead(comparison, FRESHET, JETCACHE),
        ahead(comparison, FRESHET, SPRING_LOCAL),
        ahead(comparison, FRESHET, JETCACHE_LOCAL),
        ahead(comparison, STARTER, SPRING),
        ahead(comparison, STARTER, JETCACHE),
        Goal.of(
            comparison.title() + ": the starter's throughput at least 0.95 of the API's",
            comparison.against(FRESHET).ratio(STARTER, Reader.RATE),
            ratio -> ratio >= STARTER_GOAL));
  }

  private static Goal ahead(Comparison comparison, String ours, String peer) {
    return Goal.of(
        comparison.title() + ": throughput of " + ours + " ahead of " + peer + " (times its)",
        comparison.against(peer).ratio(ours, Reader.RATE),
        ratio -> ratio > 1);
  }
}
