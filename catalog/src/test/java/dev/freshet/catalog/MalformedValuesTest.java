package dev.freshet.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.values.ValueCodecs;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MalformedValuesTest {
  private static final ListingParams PARAMS = ListingParams.of(name -> null);
  private static final String HALF_A_PAIR_AS_UTF8 = "a3eda080";

  @Test
  void theTemplatesAreWellFormed() {
    assertThat(decodeProduct(product())).isInstanceOf(Decoded.Value.class);
    assertThat(decodeListing(listing())).isInstanceOf(Decoded.Value.class);
    assertThat(decodeCategoryPage(categoryPage())).isInstanceOf(Decoded.Value.class);
  }

  @Test
  void fieldsMayComeInAnyOrder() {
    assertThat(decodeProduct(reversed(product()))).isEqualTo(decodeProduct(product()));
    assertThat(decodeListing(reversed(listing()))).isEqualTo(decodeListing(listing()));
    assertThat(decodeCategoryPage(reversed(categoryPage())))
        .isEqualTo(decodeCategoryPage(categoryPage()));
  }

  @Test
  void numbersMayBeWrittenWiderThanNeeded() {
    Map<String, @Nullable Object> product = product();
    product.put("id", new Packed.Raw("d30000000000000001"));
    product.put("stock", new Packed.Raw("cf0000000000000002"));
    product.put("sku", new Packed.Raw("db0000000173"));

    assertThat(decodeProduct(product)).isEqualTo(decodeProduct(product()));
  }

  @Test
  void everyPrefixOfAValueIsMalformed() {
    byte[] product = Packed.of(product());
    byte[] listing = Packed.of(listing());
    byte[] categoryPage = Packed.of(categoryPage());

    for (int i = 0; i < product.length; i++) {
      assertMalformed(ValueCodecs.product(1).decode(Arrays.copyOf(product, i)));
    }
    for (int i = 0; i < listing.length; i++) {
      assertMalformed(ValueCodecs.listing(PARAMS).decode(Arrays.copyOf(listing, i)));
    }
    for (int i = 0; i < categoryPage.length; i++) {
      assertMalformed(ValueCodecs.categoryPage(1).decode(Arrays.copyOf(categoryPage, i)));
    }
  }

  @Test
  void everyPrefixOfALargeProductIsMalformed() {
    Samples samples = new Samples(4);
    for (int round = 0; round < 20; round++) {
      Product product = samples.product();
      ValueCodec<Product> codec = ValueCodecs.product(product.id());
      byte[] bytes = Objects.requireNonNull(codec.encode(product));
      for (int i = 0; i < bytes.length; i += 1 + bytes.length / 1000) {
        assertMalformed(codec.decode(Arrays.copyOf(bytes, i)));
      }
    }
  }

  @Test
  void aByteTooManyIsMalformed() {
    byte[] bytes = Packed.of(product());

    assertMalformed(ValueCodecs.product(1).decode(Arrays.copyOf(bytes, bytes.length + 1)));
    assertMalformed(ValueCodecs.product(1).decode(new byte[] {(byte) 0xc0, (byte) 0xc0}));
  }

  @Test
  void aValueLongerThanAllowedIsMalformed() {
    assertMalformed(ValueCodecs.product(1).decode(new byte[ValueCodecs.MAX_BYTES + 1]));
  }

  @ParameterizedTest
  @MethodSource("fieldNames")
  void everyFieldIsNeededOnceAndOnlyWithItsName(Template template, String field) {
    Map<String, @Nullable Object> missing = template.fields();
    missing.remove(field);
    assertMalformed(template.decode(Packed.of(missing)));

    Map<String, @Nullable Object> renamed = template.fields();
    renamed.put(field + "_", renamed.remove(field));
    assertMalformed(template.decode(Packed.of(renamed)));

    Map<String, @Nullable Object> additional = template.fields();
    additional.put(field + "_", 1);
    assertMalformed(template.decode(Packed.of(additional)));

    for (String other : template.fields().keySet()) {
      if (!other.equals(field)) {
        assertMalformed(template.decode(Packed.of(replacing(template, other, field))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fieldNames")
  void noFieldTakesValuesOfAllTypes(Template template, String field) {
    List<@Nullable Object> others = new ArrayList<>();
    others.add(null);
    others.add(true);
    others.add(1.5);
    others.add(-1);
    others.add("x");
    others.add(List.of(1));
    others.add(Map.of("x", 1));
    others.add(new Packed.Raw("c40178"));
    others.add(new Packed.Raw("d40178"));
    others.add(new Packed.Raw("d6ff00000000"));
    others.add(new Packed.Raw("c1"));
    others.add(new Packed.Raw("ca7fc00000"));
    long refused =
        others.stream()
            .filter(other -> isMalformed(template.decode(with(template, field, other))))
            .count();

    assertThat(refused).isGreaterThanOrEqualTo(others.size() - 2);
  }

  @ParameterizedTest
  @MethodSource("fieldNames")
  void noLengthIsBelieved(Template template, String field) {
    for (String header :
        List.of(
            "d97f",
            "da7fff",
            "dbffffffff",
            "db7fffffff",
            "dc7fff",
            "ddffffffff",
            "dd7fffffff",
            "de7fff",
            "dfffffffff",
            "df7fffffff",
            "c5ffff",
            "c6ffffffff",
            "c67fffffff",
            "c8ffff01",
            "c9ffffffff01",
            "c97fffffff01")) {
      assertMalformed(template.decode(with(template, field, new Packed.Raw(header))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.0",
        "1.000",
        "01.00",
        "-1.00",
        "+1.00",
        " 1.00",
        "1.00 ",
        "1,00",
        ".00",
        "1.0x",
        "1.0\u0661",
        "10000000000.00",
        "1e3",
        "NaN",
        "1..00",
        "1000.",
        "\u0661.00"
      })
  void aPriceHasOneForm(String price) {
    assertMalformed(TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "price", price)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2024-05-01",
        "2024-05-01T10:00:00",
        "2024-05-01T10:00Z",
        "2024-05-01T10:00:00z",
        "2024-05-01 10:00:00Z",
        "2024-05-01T10:00:00+00:00",
        "2024-05-01T10:00:00.1Z",
        "2024-05-01T10:00:00.000Z",
        "2024-05-01T23:59:60Z",
        "2024-05-01T24:00:00Z",
        "2024-02-30T10:00:00Z",
        "+9999999999-01-01T00:00:00Z",
        "2024-05-01T10:00:00.000000000000000000000000000000000000000000Z"
      })
  void aTimestampHasOneForm(String timestamp) {
    assertMalformed(TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "created_at", timestamp)));
  }

  @Test
  void numbersOutOfRangeAreMalformed() {
    BigInteger aboveInt64 = BigInteger.TWO.pow(63);
    for (Object stock : List.of(-1, 1L << 31, Long.MAX_VALUE, aboveInt64, 1.0)) {
      assertMalformed(TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "stock", stock)));
    }
    for (Object id : List.of(2, -1, aboveInt64, 1.0, "1")) {
      assertMalformed(TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "id", id)));
    }
    for (Object total : List.of(-1, aboveInt64)) {
      assertMalformed(TemplateOf.LISTING.decode(with(TemplateOf.LISTING, "total", total)));
    }
    for (Object position : List.of(0, -1, 1L << 31)) {
      List<?> images = List.of(Map.of("position", position, "url", "u"));
      assertMalformed(TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "images", images)));
    }
  }

  @Test
  void anotherPageIsMalformed() {
    assertMalformed(TemplateOf.LISTING.decode(with(TemplateOf.LISTING, "page", 2)));
    assertMalformed(TemplateOf.LISTING.decode(with(TemplateOf.LISTING, "page_size", 21)));
    assertMalformed(
        TemplateOf.LISTING.decode(
            with(TemplateOf.LISTING, "params", PARAMS.canonical().replace("20", "21"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {HALF_A_PAIR_AS_UTF8, "a1ff", "a1c3", "a2c080", "a4f4908080", "a3e28228", "a180"})
  void textThatIsNotUtf8IsMalformed(String hex) {
    Packed.Raw raw = new Packed.Raw(hex);

    assertMalformed(TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "name", raw)));
    assertMalformed(
        TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "attributes", Map.of("a", raw))));
    assertMalformed(
        TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "attributes", Map.of(raw, "a"))));
  }

  @Test
  void theReplacementCharacterItselfIsText() {
    assertThat(TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "name", "a\ufffdb")))
        .isInstanceOf(Decoded.Value.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "81a161cb7ff8000000000000", // NaN
        "81a161cb7ff0000000000000", // Infinity
        "81a161ca7f800000", // Infinity in 32 bits
        "81a161c40178", // binary
        "81a161d40178", // an extension
        "81a161c1", // never used
        "82a16101a16102", // a name twice
        "82a161c0a161c0",
        "810101", // a name that is a number
        "81c001",
        "ddffffffff",
        "90"
      })
  void attributesHoldOnlyWhatJsonCan(String hex) {
    assertMalformed(
        TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "attributes", new Packed.Raw(hex))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"91", "81a161", "dc0001", "dd7fffffff", "df7fffffffa161"})
  void nestingIsBounded(String opening) {
    String deep = "81a161" + opening.repeat(100_000 / opening.length()) + "c0";

    assertMalformed(
        TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "attributes", new Packed.Raw(deep))));
  }

  @Test
  void nestingAtTheBoundIsRead() {
    String deepest = "81a161" + "91".repeat(Attributes.MAX_DEPTH - 1) + "c0";
    String deeper = "81a161" + "91".repeat(Attributes.MAX_DEPTH) + "c0";

    assertThat(
            TemplateOf.PRODUCT.decode(
                with(TemplateOf.PRODUCT, "attributes", new Packed.Raw(deepest))))
        .isInstanceOf(Decoded.Value.class);
    assertMalformed(
        TemplateOf.PRODUCT.decode(with(TemplateOf.PRODUCT, "attributes", new Packed.Raw(deeper))));
  }

  @Test
  void everyBareByteButNilIsMalformed() {
    for (int i = 0; i < 256; i++) {
      if (i != 0xc0) {
        assertMalformed(ValueCodecs.product(1).decode(new byte[] {(byte) i}));
      }
    }
  }

  @Test
  void reasonsAreShortAndQuoteNothing() {
    Map<String, @Nullable Object> product = product();
    product.remove("sku");
    product.put("secret\n".repeat(100), 1);

    String reason =
        decodeProduct(product).match(value -> "", () -> "", malformedReason -> malformedReason);

    assertThat(reason).startsWith("unknown field before byte ").hasSizeLessThan(50);
  }

  /** A value that is well-formed until a test changes one field. */
  interface Template {
    Map<String, @Nullable Object> fields();

    Decoded<?> decode(byte[] bytes);
  }

  enum TemplateOf implements Template {
    PRODUCT {
      @Override
      public Map<String, @Nullable Object> fields() {
        return product();
      }

      @Override
      public Decoded<?> decode(byte[] bytes) {
        return ValueCodecs.product(1).decode(bytes);
      }
    },
    IMAGE {
      @Override
      public Map<String, @Nullable Object> fields() {
        return image();
      }

      @Override
      public Decoded<?> decode(byte[] bytes) {
        Map<String, @Nullable Object> product = product();
        product.put("images", List.of(new Packed.Raw(hex(bytes))));
        return decodeProduct(product);
      }
    },
    LISTING {
      @Override
      public Map<String, @Nullable Object> fields() {
        return listing();
      }

      @Override
      public Decoded<?> decode(byte[] bytes) {
        return ValueCodecs.listing(PARAMS).decode(bytes);
      }
    },
    SUMMARY {
      @Override
      public Map<String, @Nullable Object> fields() {
        return summary();
      }

      @Override
      public Decoded<?> decode(byte[] bytes) {
        Map<String, @Nullable Object> listing = listing();
        listing.put("items", List.of(new Packed.Raw(hex(bytes))));
        return decodeListing(listing);
      }
    },
    CATEGORY_PAGE {
      @Override
      public Map<String, @Nullable Object> fields() {
        return categoryPage();
      }

      @Override
      public Decoded<?> decode(byte[] bytes) {
        return ValueCodecs.categoryPage(1).decode(bytes);
      }
    },
    CATEGORY {
      @Override
      public Map<String, @Nullable Object> fields() {
        return category();
      }

      @Override
      public Decoded<?> decode(byte[] bytes) {
        Map<String, @Nullable Object> page = categoryPage();
        page.put("category", new Packed.Raw(hex(bytes)));
        return decodeCategoryPage(page);
      }
    }
  }

  static Stream<Arguments> fieldNames() {
    return Arrays.stream(TemplateOf.values())
        .flatMap(
            template ->
                template.fields().keySet().stream().map(name -> Arguments.of(template, name)));
  }

  private static Map<String, @Nullable Object> product() {
    return map(
        product -> {
          product.put("id", 1);
          product.put("sku", "s");
          product.put("name", "n");
          product.put("description", "");
          product.put("category_id", 1);
          product.put("price", "19.90");
          product.put("currency", "USD");
          product.put("stock", 2);
          product.put("attributes", Map.of("a", List.of(1, 2.5, "x")));
          product.put("images", List.of(image()));
          product.put("created_at", "2024-05-01T10:00:00Z");
          product.put("updated_at", "2024-05-01T10:00:00.123456Z");
        });
  }

  private static Map<String, @Nullable Object> image() {
    return map(
        image -> {
          image.put("position", 1);
          image.put("url", "u");
        });
  }

  private static Map<String, @Nullable Object> listing() {
    return map(
        listing -> {
          listing.put("params", PARAMS.canonical());
          listing.put("items", List.of(summary(), summary()));
          listing.put("page", 1);
          listing.put("page_size", 20);
          listing.put("total", 2);
        });
  }

  private static Map<String, @Nullable Object> summary() {
    return map(
        summary -> {
          summary.put("id", 1);
          summary.put("sku", "s");
          summary.put("name", "n");
          summary.put("category_id", 1);
          summary.put("price", "0.05");
          summary.put("currency", "USD");
          summary.put("in_stock", true);
        });
  }

  private static Map<String, @Nullable Object> categoryPage() {
    return map(
        page -> {
          page.put("category", category());
          page.put("items", List.of(summary()));
          page.put("total", 1);
        });
  }

  private static Map<String, @Nullable Object> category() {
    return map(
        category -> {
          category.put("id", 1);
          category.put("slug", "s");
          category.put("name", "n");
          category.put("parent_id", 2);
        });
  }

  private static Map<String, @Nullable Object> map(
      Consumer<Map<String, @Nullable Object>> content) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    content.accept(map);
    return map;
  }

  private static Map<String, @Nullable Object> reversed(Map<String, @Nullable Object> map) {
    List<String> names = new ArrayList<>(map.keySet());
    Map<String, @Nullable Object> reversed = new LinkedHashMap<>();
    for (int i = names.size() - 1; i >= 0; i--) {
      reversed.put(names.get(i), map.get(names.get(i)));
    }
    return reversed;
  }

  /** The template's fields with one of them instead of another, and so twice. */
  private static Map<Object, @Nullable Object> replacing(
      Template template, String replaced, String field) {
    Map<Object, @Nullable Object> fields = new LinkedHashMap<>(template.fields());
    fields.remove(replaced);
    fields.put(new Packed.Raw(hex(Packed.of(field))), template.fields().get(field));
    return fields;
  }

  private static byte[] with(Template template, String field, @Nullable Object value) {
    Map<String, @Nullable Object> fields = template.fields();
    fields.put(field, value);
    return Packed.of(fields);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static Decoded<Product> decodeProduct(Map<String, @Nullable Object> fields) {
    return ValueCodecs.product(1).decode(Packed.of(fields));
  }

  private static Decoded<ProductPage> decodeListing(Map<String, @Nullable Object> fields) {
    return ValueCodecs.listing(PARAMS).decode(Packed.of(fields));
  }

  private static Decoded<CategoryPage> decodeCategoryPage(Map<String, @Nullable Object> fields) {
    return ValueCodecs.categoryPage(1).decode(Packed.of(fields));
  }

  private static boolean isMalformed(Decoded<?> decoded) {
    return decoded instanceof Decoded.Malformed<?>;
  }

  private static void assertMalformed(Decoded<?> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
  }
}
