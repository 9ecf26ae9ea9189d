package dev.freshet.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cache.Loaded;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.Tags;
import dev.freshet.spring.cache.CachesProperties.CacheOf;
import dev.freshet.spring.cache.CachesProperties.Shows;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContentsTest {

  private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

  record Line(long id, String channel) {}

  record Shelf(List<Line> lines, @Nullable Object ends, Line @Nullable [] top) {}

  private final Shelf shelf =
      new Shelf(List.of(new Line(1, "eu"), new Line(2, "us")), END, new Line[] {new Line(9, "eu")});

  @Test
  void aValueShowsWhatItsExpressionsFind() {
    assertThat(tags(contents(new Shows("shows:{id}", "lines.![id]"), top()), shelf))
        .contains(Set.of("shows:1", "shows:2", "shows:9"));
    assertThat(tags(contents(new Shows("offer:{id}:{channel}", "lines.![{id, channel}]")), shelf))
        .contains(Set.of("offer:1:eu", "offer:2:us"));
    assertThat(tags(contents(new Shows("first:{c}", "lines[0].channel")), shelf))
        .contains(Set.of("first:eu"));
  }

  @Test
  void nothingAndNoValueShowNothing() {
    Contents contents = contents(new Shows("shows:{id}", "lines.![id]"));
    assertThat(tags(contents, new Shelf(List.of(), null, null))).contains(Set.of());
    assertThat(tags(contents, null)).contains(Set.of());
    assertThat(tags(contents(new Shows("shows:{id}", "top")), new Shelf(List.of(), null, null)))
        .contains(Set.of());
  }

  @Test
  void whatCannotBeSaidIsNotSaid() {
    for (Shows wrong :
        List.of(
            new Shows("shows:{id}", "nothingOfTheKind"),
            new Shows("shows:{id}", "lines"),
            new Shows("shows:{id}:{channel}", "lines.![id]"))) {
      assertThat(tags(contents(wrong), shelf)).as(wrong.of()).isEmpty();
    }
    Shelf large =
        new Shelf(
            LongStream.rangeClosed(0, Tags.MOST).mapToObj(id -> new Line(id, "eu")).toList(),
            null,
            null);
    assertThat(tags(contents(new Shows("shows:{id}", "lines.![id]")), large)).isEmpty();
    assertThat(tags(contents(), shelf)).isEmpty();
  }

  @Test
  void aValueIsValidAsItSays() {
    assertThat(until(shelf)).isEqualTo(END);
    assertThat(until(new Shelf(List.of(), OffsetDateTime.parse("2026-12-01T01:00:00+01:00"), null)))
        .isEqualTo(END);
    assertThat(until(new Shelf(List.of(), null, null))).isNull();
    assertThat(until(null)).isNull();
    assertThat(contents().of(shelf).validUntil()).isNull();
  }

  @Test
  void aTimeThatIsNoneIsOver() {
    assertThat(until(new Shelf(List.of(), LocalDateTime.parse("2026-12-01T01:00:00"), null)))
        .isEqualTo(Instant.EPOCH);
    assertThat(until("no shelf")).isEqualTo(Instant.EPOCH);
  }

  private static @Nullable Instant until(@Nullable Object value) {
    return settings("ends").contents("shelf").of(value).validUntil();
  }

  private static Shows top() {
    return new Shows("shows:{id}", "top.![id]");
  }

  private static Contents contents(Shows... shows) {
    return settings(null, shows).contents("shelf");
  }

  private static CacheOf settings(@Nullable String validUntil, Shows... shows) {
    return new CacheOf(
        "shop:shelf:{slug}",
        null,
        null,
        "json",
        null,
        null,
        List.of(),
        Arrays.asList(shows),
        validUntil);
  }

  /** Empty: it says nothing. */
  private static Optional<Set<String>> tags(Contents contents, @Nullable Object value) {
    Loaded<Object> loaded = contents.of(value);
    assertThat(loaded.value()).isSameAs(value);
    return Optional.ofNullable(loaded.description())
        .map(description -> (ShownTags) description.of("1-0"))
        .map(ShownTags::tags)
        .map(Tags::all);
  }
}
