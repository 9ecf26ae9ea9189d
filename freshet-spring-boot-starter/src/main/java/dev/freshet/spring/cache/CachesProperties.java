package dev.freshet.spring.cache;

import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.Tags;
import jakarta.validation.Valid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
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
            cache.pages();
            cache.contents(name);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "freshet.caches.%s: %s".formatted(name, e.getMessage()), e);
          }
        });
  }

  private static Expression expression(String property, String text) {
    try {
      return new SpelExpressionParser().parseExpression(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException("%s: %s".formatted(property, e.toDetailedString()), e);
    }
  }

  /**
   * The tags of what a value shows.
   *
   * @param tag such as {@code shows:{id}}
   * @param of an expression on the value for what the placeholders stand for, such as {@code
   *     products.![id]}: one or many; of several placeholders, each is a list
   */
  public record Shows(String tag, String of) {

    /** Both must be given. */
    public Shows {
      if (tag == null || of == null) {
        throw new IllegalArgumentException(
            "shows needs a tag, such as shows:{id}, and of, such as products.![id]");
      }
    }

    Contents.Shown shown() {
      KeyTemplate template = Tags.template(tag);
      if (template.placeholders().isEmpty()) {
        throw new IllegalArgumentException(
            "shows: %s has no placeholder, so it belongs into tags".formatted(tag));
      }
      return new Contents.Shown(template, expression("shows: of", of));
    }
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
   * @param tags for a kind with {@code pages: true}: those of a value that are known from its key,
   *     such as {@code category:{slug}}
   * @param shows for a kind with {@code pages: true}: the tags of what a value shows
   * @param validUntil an expression on a value for when it becomes wrong though nothing changes,
   *     such as {@code saleEnds}: an {@code Instant} or a time with a zone; null: it does not
   */
  public record CacheOf(
      String key,
      @Nullable String kind,
      @Nullable String type,
      @DefaultValue("json") String codec,
      @DurationMin(millis = 1) @DurationMax(minutes = 5) @Nullable Duration ttl,
      @DurationMin(millis = 1) @DurationMax(minutes = 5) @Nullable Duration absentTtl,
      @DefaultValue List<String> tags,
      @DefaultValue List<Shows> shows,
      @Nullable String validUntil) {

    /** A template must be given. */
    public CacheOf {
      tags = List.copyOf(tags);
      shows = List.copyOf(shows);
      if (key == null) {
        throw new IllegalArgumentException(
            "key is missing: how the cache's keys are written, as in the rules file");
      }
    }

    /** The kind of the keys of a cache of this name. */
    public Kind kind(String name) {
      return new Kind(kind == null ? name : kind);
    }

    /** How the keys are written. */
    public KeyTemplate template() {
      return new KeyTemplate(key);
    }

    /** Whether the keys are registered, under tags. */
    public boolean isOfPages() {
      return !tags.isEmpty() || !shows.isEmpty();
    }

    /** How the keys are registered; null if they are not. */
    CacheKeys.@Nullable Pages pages() {
      List<String> placeholders = template().placeholders();
      List<KeyTemplate> known = new ArrayList<>();
      for (String text : tags) {
        KeyTemplate tag = Tags.template(text);
        for (String placeholder : tag.placeholders()) {
          if (!placeholders.contains(placeholder)) {
            throw new IllegalArgumentException(
                "tags: %s has {%s}, which %s does not have".formatted(text, placeholder, key));
          }
        }
        known.add(tag);
      }
      return isOfPages() ? new CacheKeys.Pages(known, shows.isEmpty()) : null;
    }

    /** What the values of a cache of this name say of themselves. */
    Contents contents(String name) {
      return new Contents(
          name,
          shows.stream().map(Shows::shown).toList(),
          validUntil == null ? null : expression("valid-until", validUntil));
    }
  }
}
