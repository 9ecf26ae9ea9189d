package dev.freshet.rules.listings;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jol.info.GraphLayout;

/**
 * What a change costs, by the number of live listings of the same shop and of a larger one, with
 * the index and by a look at every filter; and how much heap the index takes. The table that comes
 * first has the time on the processor too, for a machine that is not idle. Run by hand; {@code
 * -Dexec.args} are JMH's:
 *
 * <pre>
 * mvn -q -pl cdc-invalidator -am test-compile exec:java \
 *     -Dexec.mainClass=dev.freshet.rules.listings.ListingIndexBenchmark
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ListingIndexBenchmark {

  private static final int ROUNDS = 20;

  @Param({"same", "larger"})
  String shop = "same";

  @Param({"1000", "10000", "100000"})
  int live;

  private ListingIndex index = new ListingIndex(new FakeRegistry(), 0, () -> {});
  private List<PageFilter> filters = List.of();
  private List<ProductChange> changes = List.of();
  private int next;

  public static void main(String[] args) throws Exception {
    System.setProperty("jol.magicFieldOffset", "true");
    System.out.println(
        "shop    listings    pages  filters  heap/page  beyond strings  candidates  altered  CPU µs");
    for (String shop : List.of("same", "larger")) {
      for (int live : new int[] {1_000, 10_000, 100_000}) {
        ListingIndexBenchmark benchmark = new ListingIndexBenchmark();
        benchmark.shop = shop;
        benchmark.live = live;
        benchmark.build();
        benchmark.printHeap();
      }
    }
    passOnClassPath();
    new Runner(
            new OptionsBuilder()
                .parent(new CommandLineOptions(args))
                .include(ListingIndexBenchmark.class.getName())
                .build())
        .run();
  }

  /** JMH starts other JVMs with the class path of this one, which exec:java has from Maven. */
  private static void passOnClassPath() {
    if (ListingIndexBenchmark.class.getClassLoader() instanceof URLClassLoader loader) {
      System.setProperty(
          "java.class.path",
          Stream.of(loader.getURLs())
              .map(URL::toString)
              .map(url -> Path.of(URI.create(url)).toString())
              .collect(Collectors.joining(File.pathSeparator)));
    }
  }

  @Setup
  public void build() throws InterruptedException {
    MixShop mix = shop.equals("same") ? MixShop.same(live) : MixShop.larger(live);
    index = mix.index();
    filters = mix.filters();
    changes = mix.changes();
  }

  @Benchmark
  public AlteredPages indexed() {
    return index.alteredBy(List.of(nextChange()));
  }

  @Benchmark
  public long everyFilter() {
    ProductChange change = nextChange();
    @Nullable RowImage before = change.before().map(RowImage::new).orElse(null);
    @Nullable RowImage after = change.after().map(RowImage::new).orElse(null);
    long affected = 0;
    for (PageFilter filter : filters) {
      affected += filter.effect(before, after) == Effect.NONE ? 0 : 1;
    }
    return affected;
  }

  private ProductChange nextChange() {
    next = (next + 1) % changes.size();
    return changes.get(next);
  }

  private void printHeap() {
    GraphLayout layout = GraphLayout.parseInstance(index);
    long strings =
        layout.getClassSizes().count(String.class) + layout.getClassSizes().count(byte[].class);
    long altered = 0;
    long candidates = 0;
    for (ProductChange change : changes) {
      AlteredPages found = index.alteredBy(List.of(change));
      altered += found.keys().size();
      candidates += found.candidates();
    }
    System.out.printf(
        Locale.ROOT,
        "%-7s %,8d %,8d %,8d %10.1f %15.1f %11.1f %8.1f %7.2f%n",
        shop,
        live,
        index.size(),
        filters.size(),
        (double) layout.totalSize() / index.size(),
        (double) (layout.totalSize() - strings) / index.size(),
        (double) candidates / changes.size(),
        (double) altered / changes.size(),
        cpuMicros());
  }

  /**
   * Of the processor, for a change, the best of some rounds; other programs still share its caches.
   */
  private double cpuMicros() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < changes.size(); i++) {
        indexed();
      }
      best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
    }
    return best / 1_000.0 / changes.size();
  }
}
