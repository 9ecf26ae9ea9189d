package dev.freshet.testkit;

import dev.freshet.catalog.listings.InvalidParameterException;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys and parameters of listings from what a test says. */
final class Keys {

  private static final List<String> PARAMETERS =
      List.of(
          "category_id", "min_price", "max_price", "in_stock", "q", "sort", "page", "page_size");

  private Keys() {}

  /**
   * @throws IllegalArgumentException if it is no key of a cached value
   */
  static CacheKey parse(KeySpace space, String key) {
    return space
        .parse(key)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no key of a cached value: '%s'; there are %s"
                        .formatted(
                            key,
                            space.kinds().stream()
                                .flatMap(kind -> space.templates(kind).stream())
                                .map(KeyTemplate::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * @throws IllegalArgumentException if one of them is none, or there is none
   */
  static List<CacheKey> parse(KeySpace space, String... keys) {
    if (keys.length == 0) {
      throw new IllegalArgumentException("name at least one key");
    }
    return Stream.of(keys).map(key -> parse(space, key)).toList();
  }

  /**
   * @throws IllegalArgumentException if the API would refuse them, or has no such parameter
   */
  static ListingParams listing(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "names and values in turn: there is no value for "
              + namesAndValues[namesAndValues.length - 1]);
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!PARAMETERS.contains(namesAndValues[i])) {
        throw new IllegalArgumentException(
            "no parameter '%s' of listings; there are %s"
                .formatted(namesAndValues[i], String.join(", ", PARAMETERS)));
      }
      parameters.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    try {
      return ListingParams.of(parameters::get);
    } catch (InvalidParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
