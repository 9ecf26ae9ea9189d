package dev.freshet.benchmarks.capture;

import static org.awaitility.Awaitility.await;

import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Metrics;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.local.stack.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** From the return of COMMIT until its fence has passed, by how many processes keep copies. */
public final class AppliedExperiment implements Experiment {

  private static final int PRODUCTS = 10_000;
  private static final int RATE = 100;
  private static final int WARM_UP_RATE = 1_000;
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<Measure> MEASURES =
      List.of(Latencies.P50, Latencies.P99, Latencies.P999);

  /** Each change of a product ends with a fence, whose token is the product's id. */
  private static final String FENCES =
      """
      create function fence_product() returns trigger language plpgsql as $$
      begin
        perform pg_logical_emit_message(true, 'freshet', new.id::text);
        return null;
      end $$;
      create trigger fence_product after update on products
        for each row execute function fence_product();
      """;

  @Override
  public String name() {
    return "applied";
  }

  @Override
  public String title() {
    return "Commit to passed fence, with processes that keep copies";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    try (CapturedServers servers = CapturedServers.start(setup, PRODUCTS)) {
      servers.execute(FENCES);
      servers.redis().command("CONFIG SET notify-keyspace-events E$");
      ServiceProcess invalidator = servers.stack().invalidator(Map.of());
      servers.stack().awaitReady();
      try (Deletions fences = Deletions.ofFences(servers)) {
        CommitLoad load = new CommitLoad(servers, fences);
        setup.say("warming up");
        double unused =
            load.run(
                setup.either(WARM_UP_RATE, RATE),
                setup.either(Duration.ofSeconds(60), Duration.ofSeconds(1)));
        Histogram warm = fences.take(LIMIT);
        setup.say("p50 in the warm-up %.2f ms", warm.getValueAtPercentile(50) / 1e3);
        return section(
            new Rounds(setup, "%d commits/s".formatted(RATE), named(0), MEASURES)
                .run(
                    setup.either(3, 1),
                    Stream.of(0, 2, 8)
                        .map(count -> new Members(setup, servers, invalidator, load, fences, count))
                        .toList()));
      }
    }
  }

  private Section section(Comparison comparison) {
    return new Section(
        name(),
        title(),
        """
        Transactions of one changed row that end with a fence, %d a second; timed from the return of
        COMMIT until Redis tells that the fence was passed: from then on every read sees the change. As
        many processes as the table says may answer from their memory, so the fence waits for each to
        say that its copies are gone. They are members of one process here, each with connections,
        threads and a lease of its own, beside PostgreSQL, Redis, the invalidator and the load."""
            .formatted(RATE),
        List.of(),
        List.of(comparison),
        List.of(new BarPlot("Commit to passed fence", Latencies.P50, List.of(comparison))),
        List.of());
  }

  private static String named(int members) {
    return "%d processes".formatted(members);
  }

  private record Members(
      Setup setup,
      CapturedServers servers,
      ServiceProcess invalidator,
      CommitLoad load,
      Deletions fences,
      int count)
      implements Contestant {

    @Override
    public String name() {
      return named(count);
    }

    @Override
    public Map<Measure, Double> measure() throws Exception {
      ServiceProcess members =
          servers
              .stack()
              .follower(
                  "members", NearMembers.class, Map.of(NearMembers.COUNT, Integer.toString(count)));
      try {
        awaitMembers(count);
        double unused = load.run(RATE, setup.either(SETTLING, Duration.ofMillis(100)));
        Histogram unsettled = fences.take(LIMIT);
        double kept = load.run(RATE, setup.either(Duration.ofSeconds(20), Duration.ofSeconds(1)));
        if (kept < Latencies.LEAST_SHARE * RATE) {
          throw new IllegalStateException("only %.0f changes/s were written".formatted(kept));
        }
        return Latencies.percentiles(fences.take(LIMIT));
      } finally {
        servers.stack().kill(members);
        awaitMembers(0);
      }
    }

    private void awaitMembers(int expected) {
      await("%d members".formatted(expected))
          .atMost(LIMIT)
          .until(() -> Metrics.sum(invalidator, "cdc_near_sessions") == expected);
    }
  }
}
