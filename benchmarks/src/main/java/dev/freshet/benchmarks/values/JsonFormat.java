package dev.freshet.benchmarks.values;

import dev.freshet.catalog.Product;
import dev.freshet.catalog.ProductSummary;
import java.math.BigDecimal;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Jackson's JSON, with the names and the prices of the API's answers. */
final class JsonFormat {

  static final String NAME = "JSON";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .addMixIn(Product.class, PriceAsString.class)
          .addMixIn(ProductSummary.class, PriceAsString.class)
          .build();

  private JsonFormat() {}

  static <V> Format<V> of(Class<V> type) {
    ObjectWriter writer = MAPPER.writerFor(type);
    ObjectReader reader = MAPPER.readerFor(type);
    return new Format<>(NAME, writer::writeValueAsBytes, reader::readValue);
  }

  @SuppressWarnings("UnusedMethod") // Jackson reads the annotation
  private interface PriceAsString {
    @JsonSerialize(using = ToStringSerializer.class)
    BigDecimal price();
  }
}
