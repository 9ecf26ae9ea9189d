package dev.freshet.catalog.values;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.Attributes;
import dev.freshet.catalog.Category;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.catalog.Image;
import dev.freshet.catalog.Packed;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.ProductPage;
import dev.freshet.catalog.ProductSummary;
import dev.freshet.catalog.Samples;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValueCodecsTest {
  private static final ListingParams PARAMS = ListingParams.of(name -> null);

  /**
   * As Python's {@code msgpack.packb} writes {"id": 42, "sku": "L-1", "name": "Lämp",
   * "description": "", "category_id": 7, "price": "19.90", "currency": "EUR", "stock": 300,
   * "attributes": {"w": 1.5, "tags": ["a", None, True, -1]}, "images": [{"position": 1, "url":
   * "http://x/1"}], "created_at": "2024-05-01T10:00:00Z", "updated_at":
   * "2024-05-01T10:00:00.123456Z"}.
   */
  private static final String GOLDEN =
      "8ca269642aa3736b75a34c2d31a46e616d65a54cc3a46d70ab6465736372697074696f6ea0ab6361"
          + "7465676f72795f696407a57072696365a531392e3930a863757272656e6379a3455552a573746f63"
          + "6bcd012caa6174747269627574657382a177cb3ff8000000000000a47461677394a161c0c3ffa669"
          + "6d616765739182a8706f736974696f6e01a375726caa687474703a2f2f782f31aa63726561746564"
          + "5f6174b4323032342d30352d30315431303a30303a30305aaa757064617465645f6174bb32303234"
          + "2d30352d30315431303a30303a30302e3132333435365a";

  @Test
  void theBytesOfAProductAreThoseThatOtherProgramsRead() {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    List<@Nullable Object> tags = new ArrayList<>(List.of("a"));
    tags.add(null);
    tags.add(true);
    tags.add(-1);
    attributes.put("w", new BigDecimal("1.50"));
    attributes.put("tags", tags);
    Product product =
        new Product(
            42,
            "L-1",
            "L\u00e4mp",
            "",
            7,
            new BigDecimal("19.90"),
            "EUR",
            300,
            attributes,
            List.of(new Image(1, "http://x/1")),
            Instant.parse("2024-05-01T10:00:00Z"),
            Instant.parse("2024-05-01T10:00:00.123456Z"));

    byte[] bytes = encoded(ValueCodecs.product(42), product);

    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN);
    assertThat(ValueCodecs.product(42).decode(bytes)).isEqualTo(new Decoded.Value<>(product));
  }

  @Test
  void aListingIsAMapOfItsPageAndItsParameters() {
    ProductSummary summary =
        new ProductSummary(1, "s", "n", 2, new BigDecimal("0.05"), "USD", true);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("params", PARAMS.canonical());
    map.put("items", List.of(map(summary)));
    map.put("page", 1);
    map.put("page_size", 20);
    map.put("total", 1);

    assertThat(encoded(ValueCodecs.listing(PARAMS), new ProductPage(List.of(summary), 1, 20, 1)))
        .isEqualTo(Packed.of(map));
  }

  @Test
  void aCategoryPageIsAMapOfItsCategoryAndItsProducts() {
    ProductSummary summary =
        new ProductSummary(1, "s", "n", 7, new BigDecimal("0.05"), "USD", false);
    Map<String, @Nullable Object> category = new LinkedHashMap<>();
    category.put("id", 7);
    category.put("slug", "lamps");
    category.put("name", "Lamps");
    category.put("parent_id", null);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("category", category);
    map.put("items", List.of(map(summary)));
    map.put("total", 1);
    CategoryPage page =
        new CategoryPage(new Category(7, "lamps", "Lamps", null), List.of(summary), 1);

    assertThat(encoded(ValueCodecs.categoryPage(7), page)).isEqualTo(Packed.of(map));
  }

  @Test
  void everyProductIsDecodedAsItWasEncoded() {
    Samples samples = new Samples(1);
    for (int i = 0; i < 3000; i++) {
      Product product = samples.product();
      ValueCodec<Product> codec = ValueCodecs.product(product.id());
      assertRoundTrip(codec, product);
    }
  }

  @Test
  void everyListingIsDecodedAsItWasEncoded() {
    Samples samples = new Samples(2);
    for (int i = 0; i < 1000; i++) {
      ListingParams params = samples.params();
      assertRoundTrip(ValueCodecs.listing(params), samples.page(params, 100));
      assertThat(ListingParams.ofCanonical(params.canonical())).contains(params);
    }
  }

  @Test
  void everyCategoryPageIsDecodedAsItWasEncoded() {
    Samples samples = new Samples(3);
    for (int i = 0; i < 1000; i++) {
      CategoryPage page = samples.categoryPage(100);
      assertRoundTrip(ValueCodecs.categoryPage(page.category().id()), page);
    }
  }

  @Test
  void attributesKeepTheirOrder() {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    for (int i = 100; i > 0; i--) {
      attributes.put("k" + i * 7919 % 101, i);
    }
    Product decoded =
        value(
            ValueCodecs.product(1)
                .decode(encoded(ValueCodecs.product(1), with(attributes, "name"))));

    assertThat(decoded.attributes().keySet()).containsExactlyElementsOf(attributes.keySet());
  }

  @Test
  void nilMeansAbsentWhereThatIsPossible() {
    assertThat(ValueCodec.absent()).containsExactly(0xc0).isNotSameAs(ValueCodec.absent());
    assertThat(ValueCodecs.product(1).decode(ValueCodec.absent()))
        .isEqualTo(new Decoded.Absent<>());
    assertThat(ValueCodecs.categoryPage(1).decode(ValueCodec.absent()))
        .isEqualTo(new Decoded.Absent<>());
    assertThat(ValueCodecs.listing(PARAMS).decode(ValueCodec.absent()))
        .isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void eachOutcomeHasItsOwnAnswer() {
    assertThat(answer(new Decoded.Value<>("v"))).isEqualTo("v");
    assertThat(answer(new Decoded.Absent<>())).isEqualTo("absent");
    assertThat(answer(new Decoded.Malformed<>("r"))).isEqualTo("malformed: r");
  }

  @Test
  void aValueOfAnotherKeyIsNeitherEncodedNorDecoded() {
    Product product = with(Map.of(), "name");
    byte[] bytes = encoded(ValueCodecs.product(1), product);
    assertThat(ValueCodecs.product(2).encode(product)).isNull();
    assertThat(ValueCodecs.product(2).decode(bytes))
        .isEqualTo(new Decoded.Malformed<>("the value of another key"));

    CategoryPage category = new CategoryPage(new Category(1, "a", "A", 2L), List.of(), 0);
    assertThat(ValueCodecs.categoryPage(2).encode(category)).isNull();
    assertThat(ValueCodecs.categoryPage(2).decode(encoded(ValueCodecs.categoryPage(1), category)))
        .isInstanceOf(Decoded.Malformed.class);

    ProductPage page = new ProductPage(List.of(), 1, 20, 0);
    ListingParams other = ListingParams.of(Map.of("q", "lamp")::get);
    assertThat(ValueCodecs.listing(other).decode(encoded(ValueCodecs.listing(PARAMS), page)))
        .isInstanceOf(Decoded.Malformed.class);
    assertThat(ValueCodecs.listing(PARAMS).encode(new ProductPage(List.of(), 2, 20, 0))).isNull();
    assertThat(ValueCodecs.listing(PARAMS).encode(new ProductPage(List.of(), 1, 21, 0))).isNull();
  }

  @Test
  void whatWouldBeAlteredIsNotEncoded() {
    ValueCodec<Product> codec = ValueCodecs.product(1);

    assertThat(codec.encode(with(Map.of("a", new BigDecimal("0.1")), "name"))).isNotNull();
    for (Object number :
        List.of(
            new BigDecimal("0.10000000000000000000001"),
            BigInteger.TWO.pow(64),
            BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE),
            new BigDecimal("1E+30"))) {
      assertThat(codec.encode(with(Map.of("a", List.of(number)), "name"))).isNull();
    }
    assertThat(codec.encode(with(Map.of("\udc00", 1), "name"))).isNull();
    assertThat(codec.encode(with(Map.of("a", "\ud800"), "name"))).isNull();
    assertThat(codec.encode(with(Map.of(), "\ud800 "))).isNull();
    assertThat(codec.encode(with(Map.of(), "x".repeat(ValueCodecs.MAX_BYTES)))).isNull();
    assertThat(codec.encode(with(nested(Attributes.MAX_DEPTH), "name"))).isNotNull();
    assertThat(codec.encode(with(nested(Attributes.MAX_DEPTH + 1), "name"))).isNull();
  }

  @Test
  void pricesOutOfRangeAreNotEncoded() {
    for (String price : List.of("1", "1.0", "1.000", "-0.01", "10000000000.00")) {
      ProductSummary summary = new ProductSummary(1, "", "", 1, new BigDecimal(price), "USD", true);
      ProductPage page = new ProductPage(List.of(summary), 1, 20, 1);
      assertThat(ValueCodecs.listing(PARAMS).encode(page)).isNull();
    }
  }

  private static <V> void assertRoundTrip(ValueCodec<V> codec, V value) {
    byte[] bytes = encoded(codec, value);
    Decoded<V> decoded = codec.decode(bytes);
    assertThat(decoded).isEqualTo(new Decoded.Value<>(value));
    assertThat(codec.encode(value(decoded))).isEqualTo(bytes);
  }

  private static <V> byte[] encoded(ValueCodec<V> codec, V value) {
    return Objects.requireNonNull(codec.encode(value));
  }

  private static <V> V value(Decoded<V> decoded) {
    return ((Decoded.Value<V>) decoded).value();
  }

  private static String answer(Decoded<String> decoded) {
    return decoded.match(value -> value, () -> "absent", reason -> "malformed: " + reason);
  }

  private static Product with(Map<String, @Nullable Object> attributes, String name) {
    return new Product(
        1,
        "sku",
        name,
        "",
        1,
        new BigDecimal("1.00"),
        "USD",
        0,
        attributes,
        List.of(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static Map<String, @Nullable Object> nested(int depth) {
    Object inner = List.of();
    for (int i = 2; i < depth; i++) {
      inner = List.of(inner);
    }
    return Map.of("a", inner);
  }

  private static Map<String, Object> map(ProductSummary summary) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", summary.id());
    map.put("sku", summary.sku());
    map.put("name", summary.name());
    map.put("category_id", summary.categoryId());
    map.put("price", summary.price().toString());
    map.put("currency", summary.currency());
    map.put("in_stock", summary.inStock());
    return map;
  }
}
