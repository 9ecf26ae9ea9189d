package dev.freshet.testkit;

import dev.freshet.catalog.listings.InvalidParameterException;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.RowId;
import dev.freshet.rules.MatchedColumns;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys and parameters of listings from what a test says. */
final class Keys {

  private static final List<String> PARAMETERS =
      List.of(
          "category_id", "min_price", "max_price", "in_stock", "q", "sort", "page", "page_size");

  private static final String CATEGORY = PARAMETERS.get(0);

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
   * @param rules with what the database knows, for the type of categories' ids
   * @throws IllegalArgumentException if the API would refuse them, or has no such parameter
   */
  static ListingParams listing(Rules rules, String... namesAndValues) {
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
    Optional<String> category =
        hasIntegers(rules) ? Optional.empty() : Optional.ofNullable(parameters.remove(CATEGORY));
    try {
      ListingParams params = ListingParams.of(parameters::get);
      return category.map(id -> params.in(new RowId(id))).orElse(params);
    } catch (InvalidParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Whether categories' ids are integers, for which the API's own check holds, or unknown. */
  private static boolean hasIntegers(Rules rules) {
    return rules.tables().stream()
        .flatMap(
            table -> rules.matched(table).stream().flatMap(matched -> type(rules, table, matched)))
        .allMatch(Tables::isInteger);
  }

  private static Stream<String> type(Rules rules, TableName table, MatchedColumns matched) {
    return Optional.ofNullable(rules.facts().tables().get(table)).stream()
        .flatMap(facts -> Optional.ofNullable(facts.types().get(matched.category())).stream());
  }
}
