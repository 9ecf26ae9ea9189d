package dev.freshet.invalidator.listings;

import dev.freshet.keys.ListingParams;
import dev.freshet.keys.PageRegistration;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
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
 * What a change costs, by the number of live listings, with the index and by a look at every
 * filter; and how much heap the index takes. Run by hand; {@code -Dexec.args} are JMH's:
 *
 * <pre>
 * mvn -q -pl cdc-invalidator -am test-compile exec:java \
 *     -Dexec.mainClass=dev.freshet.invalidator.listings.ListingIndexBenchmark
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ListingIndexBenchmark {

  private static final int CHANGES = 10_000;

  @Param({"1000", "10000", "100000"})
  int live;

  private ListingIndex index = new ListingIndex(new FakeRegistry(), 0, () -> {});
  private final List<PageFilter> filters = new ArrayList<>();
  private final List<ProductChange> changes = new ArrayList<>();
  private int next;

  public static void main(String[] args) throws Exception {
    System.setProperty("jol.magicFieldOffset", "true");
    System.out.println(
        "listings    pages  filters  heap/page  beyond strings  candidates  altered");
    for (int live : new int[] {1_000, 10_000, 100_000}) {
      ListingIndexBenchmark benchmark = new ListingIndexBenchmark();
      benchmark.live = live;
      benchmark.build();
      benchmark.printHeap();
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
    Random random = new Random(1);
    MixCatalog catalog = new MixCatalog(random);
    Collection<PageRegistration> pages = new MixRequests(random, catalog).pages(live);
    FakeRegistry registry = new FakeRegistry();
    index = new ListingIndex(registry, Integer.MAX_VALUE, () -> {});
    index.refresh();
    index.clear();
    Map<ListingParams, List<ProductRow>> matching = new HashMap<>();
    FilterIndex distinct = new FilterIndex();
    for (PageRegistration page : pages) {
      ListingParams params = page.params();
      List<ProductRow> shown =
          MixListing.page(
              params,
              matching.computeIfAbsent(firstPage(params), first -> matching(first, catalog)));
      StreamId id = registry.add(page.fields());
      registry.add(MixListing.content(id, params.sort(), shown).fields());
      PageFilter unused = distinct.intern(new PageFilter(params));
    }
    index.refresh();
    registry.entries.clear();
    filters.addAll(distinct.all());
    MixChanges mix = new MixChanges(random, catalog);
    for (int i = 0; i < CHANGES; i++) {
      changes.add(mix.change());
    }
  }

  private static ListingParams firstPage(ListingParams params) {
    return new ListingParams(
        params.categoryId(),
        params.minPrice(),
        params.maxPrice(),
        params.inStock(),
        params.q(),
        params.sort(),
        1,
        1);
  }

  private static List<ProductRow> matching(ListingParams params, MixCatalog catalog) {
    @Nullable Long category = params.categoryId();
    return (category == null ? catalog.rows() : catalog.rows(category))
        .stream()
            .filter(row -> MixListing.matches(params, row))
            .sorted(MixListing.order(params.sort()))
            .toList();
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
        "%,8d %,8d %,8d %10.1f %15.1f %11.1f %8.1f%n",
        live,
        index.size(),
        filters.size(),
        (double) layout.totalSize() / index.size(),
        (double) (layout.totalSize() - strings) / index.size(),
        (double) candidates / CHANGES,
        (double) altered / CHANGES);
  }
}
