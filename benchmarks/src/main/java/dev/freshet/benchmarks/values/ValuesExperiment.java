package dev.freshet.benchmarks.values;

import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.peers.PeerCategoryPage;
import dev.freshet.benchmarks.peers.PeerPage;
import dev.freshet.benchmarks.peers.PeerProduct;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.ProductPage;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.values.ValueCodecs;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** MessagePack as Redis has it against JSON and the JDK's serialisation. */
public final class ValuesExperiment implements Experiment {

  private static final String MESSAGE_PACK = "MessagePack";
  private static final List<Measure> MEASURES =
      List.of(FormatContestant.BYTES, FormatContestant.ENCODE, FormatContestant.DECODE);

  @Override
  public String name() {
    return "values";
  }

  @Override
  public String title() {
    return "Bytes and time of the cached values' formats";
  }

  @Override
  public Section run(Setup setup) throws InterruptedException {
    Product product = SampleValues.product();
    ProductPage page = SampleValues.listing();
    CategoryPage category = SampleValues.categoryPage();
    ListingParams params = ListingParams.of(Map.of("category_id", "12")::get);
    List<Comparison> comparisons =
        List.of(
            compare(
                setup,
                "product",
                messagePack(ValueCodecs.product(product.id())),
                product,
                Product.class,
                PeerProduct.class,
                PeerProduct.of(product)),
            compare(
                setup,
                "listing of %d".formatted(SampleValues.LISTED),
                messagePack(ValueCodecs.listing(params)),
                page,
                ProductPage.class,
                PeerPage.class,
                PeerPage.of(page)),
            compare(
                setup,
                "category page of %d".formatted(CategoryPage.MAX_ITEMS),
                messagePack(ValueCodecs.categoryPage(SampleValues.CATEGORY)),
                category,
                CategoryPage.class,
                PeerCategoryPage.class,
                PeerCategoryPage.of(category)));
    return new Section(
        name(),
        title(),
        """
        The same values in three formats: MessagePack as Redis has them (`shared-keys`), JSON as the
        API answers (Jackson), and the JDK's serialisation of records with the same components. One
        thread; what is decoded is compared with the value before it is timed.""",
        List.of(),
        comparisons,
        List.of(
            new BarPlot("Size", FormatContestant.BYTES, comparisons),
            new BarPlot("Encode", FormatContestant.ENCODE, comparisons),
            new BarPlot("Decode", FormatContestant.DECODE, comparisons)),
        List.of());
  }

  private static <V, S extends Serializable> Comparison compare(
      Setup setup,
      String title,
      Format<V> messagePack,
      V value,
      Class<V> type,
      Class<S> serialType,
      S serial)
      throws InterruptedException {
    Duration each = setup.either(Duration.ofMillis(400), Duration.ofMillis(5));
    List<FormatContestant<?>> contestants =
        List.of(
            new FormatContestant<>(messagePack, value, each),
            new FormatContestant<>(JsonFormat.of(type), value, each),
            new FormatContestant<>(JdkFormat.of(serialType), serial, each));
    for (int i = 0; i < setup.either(4, 1); i++) {
      contestants.forEach(FormatContestant::warmUp);
    }
    return new Rounds(setup, title, JsonFormat.NAME, MEASURES).run(setup.either(9, 3), contestants);
  }

  private static <V> Format<V> messagePack(ValueCodec<V> codec) {
    return new Format<>(
        MESSAGE_PACK,
        value -> {
          byte @Nullable [] bytes = codec.encode(value);
          if (bytes == null) {
            throw new IllegalStateException("MessagePack cannot hold the value");
          }
          return bytes;
        },
        bytes -> decoded(codec.decode(bytes)));
  }

  private static <V> V decoded(Decoded<V> decoded) {
    return decoded.match(
        value -> value,
        () -> {
          throw new IllegalStateException("decoded as absent");
        },
        reason -> {
          throw new IllegalStateException(reason);
        });
  }
}
