package dev.freshet.benchmarks.values;

import static org.awaitility.Awaitility.await;

import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.LiveHeap;
import dev.freshet.benchmarks.harness.Metrics;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.benchmarks.load.Load;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Outcome;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.local.stack.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the processes keep in memory: the API after many reads, the invalidator with many pages. */
public final class MemoryExperiment implements Experiment {

  private static final Measure HEAP = new Measure("live heap", "MB");
  private static final String IDLE = "idle";
  private static final int CONNECTIONS = 16;
  private static final int SHELVES = 32;
  private static final int FIRST_SHELF = 9;
  private static final Duration KNOWN_LIMIT = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String title() {
    return "Memory of the API and the invalidator";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    int products = setup.either(50_000, 500);
    int listings = setup.either(100_000, 200);
    Comparison api;
    Comparison invalidator;
    try (Stack stack = Stack.start(setup, products)) {
      api = api(setup, stack, products);
    }
    // Fewer products, as each listing is loaded once; what is measured is how many are known.
    try (Stack stack = Stack.start(setup, setup.either(2_000, 200))) {
      invalidator = invalidator(setup, stack, listings);
    }
    return new Section(
        name(),
        title(),
        """
        The bytes of all live objects, after a full collection. The API after each of %,d products was
        read through it once, which it does not keep: values are in Redis. The invalidator when %,d
        listings were read through an API and it knows all of them."""
            .formatted(products, listings),
        List.of(),
        List.of(api, invalidator),
        List.of(
            new BarPlot("API", HEAP, List.of(api)),
            new BarPlot("Invalidator", HEAP, List.of(invalidator))),
        List.of());
  }

  private static Comparison api(Setup setup, Stack stack, int products)
      throws IOException, InterruptedException {
    ServiceProcess api = stack.api("api", Map.of());
    stack.awaitReady();
    double idle = LiveHeap.megabytes(api);
    setup.say("reading %d products", products);
    Load.Result unused =
        new Load(
                List.of(api.port()),
                IntStream.rangeClosed(1, products).mapToObj(id -> "/products/" + id).toList(),
                CONNECTIONS)
            .once();
    return compare("API", idle, "%,d products read".formatted(products), LiveHeap.megabytes(api));
  }

  private static Comparison invalidator(Setup setup, Stack stack, int listings)
      throws IOException, InterruptedException {
    ServiceProcess api = stack.api("api", Map.of());
    stack.awaitReady();
    ServiceProcess invalidator = stack.invalidator(Map.of());
    stack.awaitReady();
    double idle = LiveHeap.megabytes(invalidator);
    setup.say("reading %d listings", listings);
    Load.Result unused =
        new Load(
                List.of(api.port()),
                IntStream.range(0, listings).mapToObj(MemoryExperiment::listing).toList(),
                CONNECTIONS)
            .once();
    // Registrations are read before changes are applied.
    stack
        .servers()
        .postgres()
        .execute("catalog", "update products set stock = stock + 1 where id = 1");
    await("the invalidator knows all listings")
        .atMost(KNOWN_LIMIT)
        .until(() -> Metrics.sum(invalidator, "cdc_listings_live") >= listings);
    return compare(
        "invalidator",
        idle,
        "%,d listings known".formatted(listings),
        LiveHeap.megabytes(invalidator));
  }

  /** The n-th of many that differ. */
  private static String listing(int n) {
    return "/products?category_id=%d&min_price=%d.%02d"
        .formatted(FIRST_SHELF + n % SHELVES, n / SHELVES / 100, n / SHELVES % 100);
  }

  private static Comparison compare(String title, double idle, String busyName, double busy) {
    Map<String, Outcome> round = new LinkedHashMap<>();
    round.put(IDLE, new Outcome.Measured(Map.of(HEAP, idle)));
    round.put(busyName, new Outcome.Measured(Map.of(HEAP, busy)));
    return new Comparison(title, IDLE, List.of(HEAP), List.of(round));
  }
}
