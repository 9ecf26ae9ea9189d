package dev.freshet.spring.cache;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;

/**
 * From what Spring hands a cache as a key to the key in Redis: the values of the template's
 * placeholders, as one value, a collection or an array in their order, or a map by their names.
 *
 * @param pages how the keys are registered; null: they are not, as they are no pages'
 */
record CacheKeys(String cache, Kind kind, KeyTemplate template, @Nullable Pages pages) {

  /**
   * How pages are registered.
   *
   * @param tags that are known before the load, of placeholders of the key
   * @param isComplete whether the values show nothing that has other tags
   */
  record Pages(List<KeyTemplate> tags, boolean isComplete) {

    Optional<TaggedPage> of(CacheKey key, Map<String, String> values) {
      return Tags.of(tags.stream().map(tag -> tag.render(values)).toList())
          .map(known -> new TaggedPage(key, known, isComplete));
    }
  }

  /**
   * What is asked for.
   *
   * @param page its registration; null if it is none
   */
  record Asked(CacheKey key, @Nullable TaggedPage page) {}

  /**
   * The key in Redis; empty if none can be written so, such as that of id -1 where the template has
   * {@code {id:int}}: the rules have no such key either. Nor if a tag of it were too long.
   *
   * @throws IllegalArgumentException if the key does not say what the placeholders stand for
   */
  Optional<Asked> of(Object key) {
    List<String> texts = new ArrayList<>();
    for (Object value : values(key)) {
      texts.add(text(key, value));
    }
    if (texts.size() != template.placeholders().size()) {
      throw unsuitable(key);
    }
    return template.key(texts).flatMap(name -> asked(new CacheKey(kind, name), texts));
  }

  private Optional<Asked> asked(CacheKey redisKey, List<String> texts) {
    if (pages == null) {
      return Optional.of(new Asked(redisKey, null));
    }
    List<String> placeholders = template.placeholders();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      values.put(placeholders.get(i), texts.get(i));
    }
    return pages.of(redisKey, values).map(page -> new Asked(redisKey, page));
  }

  private Collection<?> values(Object key) {
    if (key instanceof Map<?, ?> byName) {
      List<@Nullable Object> values = new ArrayList<>();
      template.placeholders().forEach(placeholder -> values.add(byName.get(placeholder)));
      return values;
    }
    return key == SimpleKey.EMPTY ? List.of() : PlainText.each(key);
  }

  private String text(Object key, @Nullable Object value) {
    return PlainText.of(value).orElseThrow(() -> unsuitable(key));
  }

  private IllegalArgumentException unsuitable(Object key) {
    return new IllegalArgumentException(
        "cache %s: the key %s (%s) does not say what %s of %s stand for. Give @Cacheable a key of them, such as key = \"{%s}\""
            .formatted(
                cache,
                key,
                key.getClass().getSimpleName(),
                template.placeholders(),
                template,
                String.join(
                    ", ", template.placeholders().stream().map(name -> "#" + name).toList())));
  }
}
