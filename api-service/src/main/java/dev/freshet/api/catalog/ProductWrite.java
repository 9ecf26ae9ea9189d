package dev.freshet.api.catalog;

import dev.freshet.api.web.JsonFields;
import dev.freshet.keys.Image;
import dev.freshet.keys.InvalidParameterException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A product as a client writes it.
 *
 * @param images by position
 */
record ProductWrite(
    String sku,
    String name,
    String description,
    long categoryId,
    BigDecimal price,
    String currency,
    int stock,
    ObjectNode attributes,
    List<Image> images) {

  private static final int MAX_IMAGES = 50;
  private static final Pattern PRICE = Pattern.compile("[0-9]{1,10}\\.[0-9]{2}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  /**
   * Reads a request's body. Unknown fields are ignored.
   *
   * @throws InvalidParameterException naming the first field that is not what it must be
   */
  static ProductWrite of(JsonNode body) {
    JsonFields fields = JsonFields.of(body);
    return new ProductWrite(
        fields.text("sku", 1, 64),
        fields.text("name", 1, 200),
        fields.text("description", 0, 20_000, ""),
        fields.id("category_id"),
        new BigDecimal(fields.text("price", PRICE, "a string such as \"19.90\"")),
        fields.text("currency", CURRENCY, "three capital letters", "USD"),
        fields.number("stock", 0, 0),
        fields.object("attributes"),
        images(fields));
  }

  private static List<Image> images(JsonFields fields) {
    List<Image> images = new ArrayList<>();
    Set<Integer> positions = new HashSet<>();
    for (JsonFields image : fields.objects("images", MAX_IMAGES)) {
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
