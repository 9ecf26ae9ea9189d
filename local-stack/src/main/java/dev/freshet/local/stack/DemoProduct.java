package dev.freshet.local.stack;

import dev.freshet.local.stack.DemoCategories.Shelf;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One product of the demo catalog.
 *
 * @param price with two decimals
 * @param attributes a JSON object
 * @param images how many it has
 */
record DemoProduct(
    int id,
    String sku,
    String name,
    String description,
    int categoryId,
    String price,
    int stock,
    String attributes,
    int images,
    Instant createdAt) {

  private static final Instant FIRST_CREATED = Instant.parse("2024-01-01T08:00:00Z");
  private static final Duration BETWEEN_PRODUCTS = Duration.ofMinutes(1);
  private static final int SOLD_OUT_ONE_IN = 10;
  private static final List<String> BRANDS =
      List.of(
          "Alder & Finch",
          "Brightwater",
          "Corvane",
          "Dunmore",
          "Elmstead",
          "Fjordal",
          "Greyfriar",
          "Halden",
          "Isleworth",
          "Juniper Row",
          "Kestrel",
          "Lowther",
          "Marlowe",
          "Northlight");
  private static final List<String> COLOURS =
      List.of("black", "white", "olive", "slate", "forest", "rust", "navy", "sand");
  private static final List<String> QUALITIES =
      List.of(
          "made to be used every day",
          "easy to clean and hard to wear out",
          "designed with people who use one for a living",
          "finished by hand in small batches",
          "light enough to take along",
          "repairable: every part can be ordered on its own");

  /** The next product that this source of chance gives. */
  static DemoProduct next(int id, DemoCategories categories, Random random) {
    Shelf shelf = pick(categories.shelves(), random);
    String brand = pick(BRANDS, random);
    String material = pick(shelf.materials(), random);
    String noun = pick(shelf.nouns(), random);
    String colour = pick(COLOURS, random);
    int cents = shelf.lowestPrice() + random.nextInt(shelf.highestPrice() - shelf.lowestPrice());
    return new DemoProduct(
        id,
        String.format(Locale.ROOT, "%s-%06d", code(shelf.department()), id),
        brand + " " + material + " " + noun,
        "%s %s in %s by %s, %s.".formatted(material, noun, colour, brand, pick(QUALITIES, random)),
        categories.idOf(shelf),
        BigDecimal.valueOf(cents, 2).toPlainString(),
        random.nextInt(SOLD_OUT_ONE_IN) == 0 ? 0 : 1 + random.nextInt(250),
        attributes(brand, material, colour, 50 * (1 + random.nextInt(200))),
        1 + random.nextInt(3),
        FIRST_CREATED.plus(BETWEEN_PRODUCTS.multipliedBy(id)));
  }

  private static String code(String department) {
    return department.substring(0, 3).toUpperCase(Locale.ROOT);
  }

  private static String attributes(String brand, String material, String colour, int grams) {
    return String.format(
        Locale.ROOT,
        "{\"brand\": \"%s\", \"material\": \"%s\", \"colour\": \"%s\", \"weight_g\": %d}",
        brand,
        material,
        colour,
        grams);
  }

  String imageUrl(int position) {
    return "https://images.example.com/products/"
        + sku.toLowerCase(Locale.ROOT)
        + "/"
        + position
        + ".jpg";
  }

  private static <T> T pick(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
