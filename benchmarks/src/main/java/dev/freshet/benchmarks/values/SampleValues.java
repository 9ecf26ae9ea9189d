package dev.freshet.benchmarks.values;

import dev.freshet.catalog.Category;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.catalog.Image;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.ProductPage;
import dev.freshet.catalog.ProductSummary;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Values as the demo catalog has them. */
final class SampleValues {

  static final long CATEGORY = 12;
  static final int LISTED = 20;

  private static final Instant CREATED = Instant.parse("2024-01-01T08:42:17.123456Z");

  private SampleValues() {}

  static Product product() {
    return new Product(
        4711,
        "OUT-004711",
        "Northlight waxed cotton rucksack",
        "waxed cotton rucksack in olive by Northlight, repairable: every part can be ordered on its"
            + " own.",
        CATEGORY,
        new BigDecimal("129.95"),
        "USD",
        17,
        Map.of("brand", "Northlight", "material", "waxed cotton", "weight_g", 1450L),
        List.of(image(1), image(2)),
        CREATED,
        CREATED);
  }

  private static Image image(int position) {
    return new Image(
        position, "https://images.example.com/products/out-004711/" + position + ".jpg");
  }

  static ProductPage listing() {
    return new ProductPage(summaries(LISTED), 1, LISTED, 317);
  }

  static CategoryPage categoryPage() {
    return new CategoryPage(
        new Category(CATEGORY, "rucksacks", "Rucksacks", 3L),
        summaries(CategoryPage.MAX_ITEMS),
        317);
  }

  private static List<ProductSummary> summaries(int count) {
    return LongStream.range(0, count)
        .mapToObj(
            n ->
                new ProductSummary(
                    4711 + n,
                    "OUT-%06d".formatted(4711 + n),
                    "Northlight waxed cotton rucksack " + n,
                    CATEGORY,
                    BigDecimal.valueOf(12_995 + 100 * n, 2),
                    "USD",
                    n % 10 != 0))
        .toList();
  }
}
