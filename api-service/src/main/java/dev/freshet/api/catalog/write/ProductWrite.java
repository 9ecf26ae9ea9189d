package dev.freshet.api.catalog.write;

import dev.freshet.api.catalog.read.NumberGrowth;
import dev.freshet.api.web.JsonFields;
import dev.freshet.catalog.Image;
import dev.freshet.catalog.listings.InvalidParameterException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client writes of a product. What it leaves as it is, is not looked at: another program may
 * have stored what no client may.
 *
 * @param columns new values by column of {@code products}
 * @param images by position; empty if they stay
 */
public record ProductWrite(Map<String, Object> columns, Optional<List<Image>> images) {

  private static final int MAX_IMAGES = 50;
  private static final Pattern PRICE = Pattern.compile("[0-9]{1,10}\\.[0-9]{2}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  private static final String ATTRIBUTES = "attributes";
  private static final String IMAGES = "images";

  private static final Map<String, Function<JsonFields, Object>> READERS = readers();

  public ProductWrite {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /**
   * All of a product, from a request's body. Unknown fields are ignored.
   *
   * @throws InvalidParameterException naming the first field that is not what it must be
   */
  public static ProductWrite of(JsonNode body) {
    return read(JsonFields.of(body), field -> true);
  }

  /**
   * What a JSON Merge Patch changes. A field that it removes takes its default.
   *
   * @param stored the product's attributes; null if it does not depend on them
   * @throws InvalidParameterException naming the first field that is not what it must be
   */
  static ProductWrite ofPatch(JsonNode patch, @Nullable ObjectNode stored) {
    ObjectNode target = JsonNodeFactory.instance.objectNode();
    if (stored != null) {
      target.set(ATTRIBUTES, stored);
    }
    return read(JsonFields.of(MergePatch.apply(target, patch)), patch::has);
  }

  /** Whether what a patch makes of a product's attributes depends on them. */
  static boolean mergesAttributes(JsonNode patch) {
    return patch.path(ATTRIBUTES).isObject();
  }

  private static ProductWrite read(JsonFields fields, Predicate<String> isSent) {
    Map<String, Object> columns = new LinkedHashMap<>();
    READERS.forEach(
        (column, reader) -> {
          if (isSent.test(column)) {
            columns.put(column, reader.apply(fields));
          }
        });
    return new ProductWrite(
        columns, isSent.test(IMAGES) ? Optional.of(images(fields)) : Optional.empty());
  }

  private static Map<String, Function<JsonFields, Object>> readers() {
    Map<String, Function<JsonFields, Object>> readers = new LinkedHashMap<>();
    readers.put("sku", fields -> fields.text("sku", 1, 64));
    readers.put("name", fields -> fields.text("name", 1, 200));
    readers.put("description", fields -> fields.text("description", 0, 20_000, ""));
    readers.put("category_id", fields -> fields.id("category_id"));
    readers.put(
        "price",
        fields -> new BigDecimal(fields.text("price", PRICE, "a string such as \"19.90\"")));
    readers.put(
        "currency", fields -> fields.text("currency", CURRENCY, "three capital letters", "USD"));
    readers.put("stock", fields -> fields.number("stock", 0, 0));
    readers.put(ATTRIBUTES, ProductWrite::attributes);
    return readers;
  }

  private static String attributes(JsonFields fields) {
    ObjectNode attributes = fields.object(ATTRIBUTES);
    if (NumberGrowth.isTooMuch(attributes)) {
      throw new InvalidParameterException(
          fields.path(ATTRIBUTES), "made of numbers that are shorter when written out");
    }
    return attributes.toString();
  }

  private static List<Image> images(JsonFields fields) {
    List<Image> images = new ArrayList<>();
    Set<Integer> positions = new HashSet<>();
    for (JsonFields image : fields.objects(IMAGES, MAX_IMAGES)) {
      int position = image.number("position", 1);
      if (!positions.add(position)) {
        throw new InvalidParameterException(
            image.path("position"), "different from the other images' positions");
      }
      images.add(new Image(position, uri(image)));
    }
    images.sort((a, b) -> Integer.compare(a.position(), b.position()));
    return images;
  }

  private static String uri(JsonFields image) {
    String url = image.text("url", 1, 2_000);
    try {
      if (new URI(url).isAbsolute()) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Refused below, as a relative one is.
    }
    throw new InvalidParameterException(image.path("url"), "an absolute URI");
  }
}
