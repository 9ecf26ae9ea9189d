package dev.freshet.testkit;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.InvalidParameterException;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  static CacheKey parse(String key) {
    return CatalogKeys.SPACE
        .parse(key)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no key of a cached value: '%s'; they are product:<id>, products:category:<id> and products:list:<16 hex digits>, which cachedListing returns"
                        .formatted(key)));
  }

  /**
   * @throws IllegalArgumentException if one of them is none, or there is none
   */
  static List<CacheKey> parse(String... keys) {
    if (keys.length == 0) {
      throw new IllegalArgumentException("name at least one key");
    }
    return Stream.of(keys).map(Keys::parse).toList();
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
