package dev.freshet.spring.cache;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;

/**
 * From what Spring hands a cache as a key to the key in Redis: the values of the template's
 * placeholders, as one value, a collection or an array in their order, or a map by their names.
 */
record CacheKeys(String cache, Kind kind, KeyTemplate template) {

  /**
   * The key in Redis; empty if none can be written so, such as that of id -1 where the template has
   * {@code {id:int}}: the rules have no such key either.
   *
   * @throws IllegalArgumentException if the key does not say what the placeholders stand for
   */
  Optional<CacheKey> of(Object key) {
    List<String> values = new ArrayList<>();
    for (Object value : values(key)) {
      values.add(text(key, value));
    }
    if (values.size() != template.placeholders().size()) {
      throw unsuitable(key);
    }
    String name = template.render(values);
    return template.matches(name) ? Optional.of(new CacheKey(kind, name)) : Optional.empty();
  }

  private Collection<?> values(Object key) {
    if (key instanceof Map<?, ?> byName) {
      List<@Nullable Object> values = new ArrayList<>();
      template.placeholders().forEach(placeholder -> values.add(byName.get(placeholder)));
      return values;
    }
    if (key instanceof Collection<?> values) {
      return values;
    }
    if (key instanceof Object[] values) {
      return Arrays.asList(values);
    }
    return key == SimpleKey.EMPTY ? List.of() : List.of(key);
  }

  private String text(Object key, @Nullable Object value) {
    boolean isPlain =
        value instanceof CharSequence
            || value instanceof Number
            || value instanceof UUID
            || value instanceof Enum<?>
            || value instanceof Boolean
            || value instanceof Character;
    if (!isPlain) {
      throw unsuitable(key);
    }
    return value instanceof Enum<?> constant ? constant.name() : String.valueOf(value);
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
