package dev.freshet.keys;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TaggedPage} was made of besides what was known before its load: an entry of the
 * same stream, which a reader appends after the load and before the fill.
 *
 * @param registration the id of the registration's entry, as Redis has given it
 * @param tags may be none
 */
public record ShownTags(String registration, Tags tags) implements PageEntry {

  private static final String REGISTRATION = "of";
  private static final String TAGS = "tags";

  /** Whether these are the fields of such an entry. */
  public static boolean isIn(Map<String, String> fields) {
    return fields.containsKey(REGISTRATION) && fields.containsKey(TAGS);
  }

  /** The entry's fields: {@code of}, the registration's id, and {@code tags}. */
  @Override
  public Map<String, String> fields() {
    return Map.of(REGISTRATION, registration, TAGS, tags.text());
  }

  /** The id of the registration that it is of; empty if the entry has none. */
  public static Optional<String> registration(Map<String, String> fields) {
    return Optional.ofNullable(fields.get(REGISTRATION));
  }

  /** What a stream entry holds; empty if it is not as described. */
  public static Optional<ShownTags> of(Map<String, String> fields) {
    @Nullable String tags = fields.get(TAGS);
    return tags == null
        ? Optional.empty()
        : registration(fields)
            .flatMap(of -> Tags.parse(tags).map(shown -> new ShownTags(of, shown)));
  }
}
