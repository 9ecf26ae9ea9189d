package dev.freshet.spring.cache;

import dev.freshet.cache.Loaded;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.Tags;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * What the values of a cache say of themselves: what they show, and until when they are valid.
 *
 * <p>Where that cannot be found out, the application is not disturbed: a page that may show
 * anything is deleted by each change that has tags, and a value that may be valid for any time is
 * not cached. One warning says so.
 */
final class Contents {

  private static final Logger log = LoggerFactory.getLogger(FreshetCache.class);

  /** Keeps what it has found out about the values' classes, for all threads. */
  private static final EvaluationContext READING =
      SimpleEvaluationContext.forReadOnlyDataBinding().withInstanceMethods().build();

  private final String cache;
  private final List<Shown> shows;
  private final @Nullable Expression validUntil;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Tags of what a value shows.
   *
   * @param tag with placeholders
   * @param of gives their values: one or many; each of several placeholders' is a list
   */
  record Shown(KeyTemplate tag, Expression of) {}

  /**
   * @param validUntil null: values are valid until something changes
   */
  Contents(String cache, List<Shown> shows, @Nullable Expression validUntil) {
    this.cache = cache;
    this.shows = List.copyOf(shows);
    this.validUntil = validUntil;
  }

  /**
   * @param value null: it does not exist, so shows nothing
   */
  Loaded<Object> of(@Nullable Object value) {
    Tags shown = tags(value);
    return new Loaded<>(
        value, shown == null ? null : page -> new ShownTags(page, shown), validUntil(value));
  }

  /** Null if they are not known, or there are none to know. */
  private @Nullable Tags tags(@Nullable Object value) {
    if (shows.isEmpty()) {
      return null;
    }
    if (value == null) {
      return Tags.NONE;
    }
    try {
      Set<String> tags = new LinkedHashSet<>();
      for (Shown shown : shows) {
        for (Object each : PlainText.each(result(shown.of(), value))) {
          tags.add(render(shown, each));
        }
      }
      return Tags.of(tags)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "%d tags, or one that is none; %d of %d characters are the most"
                          .formatted(tags.size(), Tags.MOST, Tags.LONGEST)));
    } catch (EvaluationException | IllegalArgumentException e) {
      warn("what it shows", "each change that has tags deletes it", e);
      return null;
    }
  }

  private static String render(Shown shown, @Nullable Object values) {
    List<String> texts = new ArrayList<>();
    for (Object value : PlainText.each(values)) {
      texts.add(
          PlainText.of(value)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%s of %s is no value of %s"
                              .formatted(value, shown.of().getExpressionString(), shown.tag()))));
    }
    if (texts.size() != shown.tag().placeholders().size()) {
      throw new IllegalArgumentException(
          "%s gives %d values for %s"
              .formatted(shown.of().getExpressionString(), texts.size(), shown.tag()));
    }
    return shown.tag().render(texts);
  }

  private @Nullable Instant validUntil(@Nullable Object value) {
    if (validUntil == null || value == null) {
      return null;
    }
    try {
      Object result = result(validUntil, value);
      if (result instanceof OffsetDateTime time) {
        return time.toInstant();
      }
      if (result instanceof ZonedDateTime time) {
        return time.toInstant();
      }
      if (result == null || result instanceof Instant) {
        return (Instant) result;
      }
      throw new IllegalArgumentException(
          "%s is a %s, and neither an Instant nor a time with a zone"
              .formatted(validUntil.getExpressionString(), result.getClass().getName()));
    } catch (EvaluationException | IllegalArgumentException e) {
      warn("until when it is valid", "it is not cached", e);
      return Instant.EPOCH;
    }
  }

  private static @Nullable Object result(Expression expression, Object value) {
    return expression.getValue(READING, value);
  }

  private void warn(String what, String consequence, RuntimeException failure) {
    if (warned.compareAndSet(false, true)) {
      log.warn(
          "A value of cache {} does not say {}, so {}: {}",
          cache,
          what,
          consequence,
          failure.getMessage());
    }
  }
}
