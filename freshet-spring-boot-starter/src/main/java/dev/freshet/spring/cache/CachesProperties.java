package dev.freshet.spring.cache;

import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import jakarta.validation.Valid;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The caches of the application, as its rules file has their kinds.
 *
 * @param namespace the rules file's
 * @param caches by name, as {@code @Cacheable} has it
 */
@Validated
@ConfigurationProperties("freshet")
public record CachesProperties(
    @DefaultValue("products") String namespace, @Valid Map<String, CacheOf> caches) {

  /**
   * @throws IllegalArgumentException if a name or a template is none
   */
  public CachesProperties {
    caches = caches == null ? Map.of() : new TreeMap<>(caches);
    new Namespace(namespace);
    caches.forEach(
        (name, cache) -> {
          try {
            cache.kind(name);
            new KeyTemplate(cache.key());
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "freshet.caches.%s: %s".formatted(name, e.getMessage()), e);
          }
        });
  }

  /**
   * One cache.
   *
   * @param key how its keys are written, exactly as in the rules file, such as {@code
   *     shop:product:{id}}
   * @param kind in the rules file; the cache's name unless given
   * @param type of its values, with their type arguments, such as {@code
   *     java.util.List<com.shop.Offer>}; for the codec {@code json}
   * @param codec {@code json}, or the name of a bean that is a {@link CacheCodec} or a {@code
   *     RedisSerializer}
   * @param ttl how long a value lives, less up to a tenth; {@code freshet.cache.ttl} unless given
   * @param absentTtl how long "does not exist" lives; {@code freshet.cache.absent-ttl} unless given
   */
  public record CacheOf(
      String key,
      @Nullable String kind,
      @Nullable String type,
      @DefaultValue("json") String codec,
      @DurationMin(millis = 1) @DurationMax(minutes = 5) @Nullable Duration ttl,
      @DurationMin(millis = 1) @DurationMax(minutes = 5) @Nullable Duration absentTtl) {

    /** A template must be given. */
    public CacheOf {
      if (key == null) {
        throw new IllegalArgumentException(
            "key is missing: how the cache's keys are written, as in the rules file");
      }
    }

    /** The kind of the keys of a cache of this name. */
    public Kind kind(String name) {
      return new Kind(kind == null ? name : kind);
    }
  }
}
