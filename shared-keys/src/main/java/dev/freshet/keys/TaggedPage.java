package dev.freshet.keys;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page that is registered under {@link Tags}: a change that has one of them deletes it.
 *
 * <p>What its load may find is not known before the load. So after it, and before the fill, the
 * reader says by {@link ShownTags} what else the page was made of. Until then, and if that never
 * arrives, each change that has any tag deletes the page.
 *
 * @param tags what is known before the load, such as the category that is asked for
 * @param isComplete whether the page is made of nothing else, so that nothing more will be said
 */
public record TaggedPage(CacheKey key, Tags tags, boolean isComplete) implements PageRegistration {

  private static final String KEY = "key";
  private static final String TAGS = "tags";
  private static final String COMPLETE = "complete";

  /** A page of which {@link ShownTags} will say what it shows. */
  public static TaggedPage of(CacheKey key, Tags tags) {
    return new TaggedPage(key, tags, false);
  }

  /** A page that is made of nothing but what these tags stand for. */
  public static TaggedPage complete(CacheKey key, Tags tags) {
    return new TaggedPage(key, tags, true);
  }

  /** Whether these are the fields of such a registration. */
  public static boolean isIn(Map<String, String> fields) {
    return fields.containsKey(KEY);
  }

  /**
   * The entry's fields: {@code key}; {@code tags}, separated by spaces; and an empty {@code
   * complete} if the page is.
   */
  @Override
  public Map<String, String> fields() {
    Map<String, String> fields = new HashMap<>();
    fields.put(KEY, key.name());
    fields.put(TAGS, tags.text());
    if (isComplete) {
      fields.put(COMPLETE, "");
    }
    return fields;
  }

  /** The key of the page that the entry registers; empty if it is not of these kinds. */
  public static Optional<CacheKey> key(Map<String, String> fields, KeySpace keys) {
    return Optional.ofNullable(fields.get(KEY)).flatMap(keys::parse);
  }

  /** The registration that a stream entry holds; empty if it is not as described. */
  public static Optional<TaggedPage> of(Map<String, String> fields, KeySpace keys) {
    @Nullable String tags = fields.get(TAGS);
    return tags == null
        ? Optional.empty()
        : key(fields, keys)
            .flatMap(
                key ->
                    Tags.parse(tags)
                        .map(all -> new TaggedPage(key, all, fields.containsKey(COMPLETE))));
  }
}
