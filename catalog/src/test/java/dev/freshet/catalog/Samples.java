package dev.freshet.catalog;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.RowId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random values that can be encoded. */
public final class Samples {
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private static final List<ListingSort> SORTS = List.of(ListingSort.values());

  private final Random random;

  public Samples(long seed) {
    random = new Random(seed);
  }

  public Product product() {
    return new Product(
        int64(),
        text(),
        text(),
        random.nextInt(20) == 0 ? text(20_000) : text(),
        int64(),
        price(),
        text(),
        random.nextInt(Integer.MAX_VALUE),
        object(3),
        list(6, () -> new Image(1 + random.nextInt(Integer.MAX_VALUE), text())),
        instant(),
        instant());
  }

  public ProductPage page(ListingParams params, int maxItems) {
    return new ProductPage(
        list(maxItems, this::summary),
        params.page(),
        params.pageSize(),
        random.nextLong(Long.MAX_VALUE));
  }

  public CategoryPage categoryPage(int maxItems) {
    Category category =
        new Category(int64(), text(), text(), random.nextBoolean() ? null : (Long) int64());
    return new CategoryPage(category, list(maxItems, this::summary), random.nextInt(1000));
  }

  public ListingParams params() {
    return new ListingParams(
        random.nextBoolean() ? null : RowId.of(1 + random.nextLong(Long.MAX_VALUE)),
        random.nextBoolean() ? null : price(),
        random.nextBoolean() ? null : price(),
        random.nextBoolean() ? null : (Boolean) random.nextBoolean(),
        random.nextBoolean() ? null : "q" + text(),
        SORTS.get(random.nextInt(SORTS.size())),
        1 + random.nextInt(10_000),
        1 + random.nextInt(100));
  }

  String text() {
    return text(40);
  }

  private ProductSummary summary() {
    return new ProductSummary(
        int64(), text(), text(), int64(), price(), text(), random.nextBoolean());
  }

  private String text(int maxLength) {
    int length = random.nextInt(4) == 0 ? 0 : random.nextInt(maxLength);
    int origin = random.nextBoolean() ? 0x20 : 1;
    int[] bounds = {0x7f, 0x7f, 0x800, 0xd800, 0x110000};
    int bound = bounds[random.nextInt(bounds.length)];
    return random
        .ints(origin, bound)
        .filter(c -> c < 0xd800 || c > 0xdfff)
        .limit(length)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      object.put(text(), json(depth));
    }
    return object;
  }

  private @Nullable Object json(int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> text();
      case 3 -> int64();
      case 4 -> new BigInteger(64, random);
      case 5 -> float64();
      case 6 -> object(depth - 1);
      default -> array(depth - 1);
    };
  }

  private List<@Nullable Object> array(int depth) {
    List<@Nullable Object> array = new ArrayList<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      array.add(json(depth));
    }
    return array;
  }

  private long int64() {
    return random.nextLong() >> random.nextInt(64);
  }

  private double float64() {
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? value : random.nextDouble();
  }

  private BigDecimal price() {
    long max = random.nextBoolean() ? 1_000_000_000_000L : 10_000;
    return BigDecimal.valueOf(random.nextLong(max), 2);
  }

  private Instant instant() {
    return Instant.ofEpochSecond(
        random.nextLong(LAST.getEpochSecond()),
        random.nextBoolean() ? 0 : 1000L * random.nextInt(1_000_000));
  }

  private <E> List<E> list(int maxSize, Supplier<E> element) {
    List<E> list = new ArrayList<>();
    int size = random.nextInt(maxSize + 1);
    for (int i = 0; i < size; i++) {
      list.add(element.get());
    }
    return list;
  }
}
