package dev.freshet.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import dev.freshet.spring.cache.CacheKeys.Asked;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.interceptor.SimpleKey;

class CacheKeysTest {

  private final CacheKeys one = keys("shop:product:{id}");
  private final CacheKeys two = keys("shop:offer:{id}:{channel}");

  @Test
  void oneValue() {
    UUID uuid = UUID.fromString("9b2de1a4-7c0f-4f0a-8a6e-000000000001");
    assertThat(name(one, 42L)).isEqualTo("shop:product:42");
    assertThat(name(one, "a/b")).isEqualTo("shop:product:a%2Fb");
    assertThat(name(one, uuid)).isEqualTo("shop:product:" + uuid);
    assertThat(name(one, TimeUnit.DAYS)).isEqualTo("shop:product:DAYS");
    assertThat(name(one, List.of(42))).isEqualTo("shop:product:42");
  }

  @Test
  void severalValues() {
    assertThat(name(two, List.of(42, "eu"))).isEqualTo("shop:offer:42:eu");
    assertThat(name(two, new Object[] {42, "eu"})).isEqualTo("shop:offer:42:eu");
    assertThat(name(two, Map.of("channel", "eu", "id", 42))).isEqualTo("shop:offer:42:eu");
  }

  @Test
  void noValue() {
    assertThat(name(keys("shop:home"), SimpleKey.EMPTY)).isEqualTo("shop:home");
  }

  @Test
  void whatTheTemplateCannotSayHasNoKey() {
    CacheKeys typed = keys("shop:product:{id:int}");
    assertThat(typed.of(-1L)).isEmpty();
    assertThat(typed.of("x")).isEmpty();
    assertThat(one.of("")).isEmpty();
    assertThat(typed.of(1L))
        .contains(new Asked(new CacheKey(new Kind("product"), "shop:product:1"), null));
  }

  static List<Object> unsuitable() {
    return List.of(
        new SimpleKey(1, "eu"),
        SimpleKey.EMPTY,
        List.of(1, 2),
        new Object(),
        Map.of("sku", 1),
        Arrays.asList((Object) null));
  }

  @ParameterizedTest
  @MethodSource
  void unsuitable(Object key) {
    assertThatThrownBy(() -> one.of(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cache products: the key ")
        .hasMessageEndingWith("such as key = \"{#id}\"");
  }

  @Test
  void aPageIsRegisteredUnderTheTagsOfItsKey() {
    assertThat(page(true, "a b", "eu"))
        .contains(
            TaggedPage.complete(
                new CacheKey(new Kind("shelf"), "shop:shelf:a%20b:eu"),
                new Tags(Set.of("category:a%20b", "any"))));
    assertThat(page(false, "a", "eu").map(TaggedPage::isComplete)).contains(false);
  }

  @Test
  void aPageWhoseTagIsNoneIsNotCached() {
    assertThat(page(true, "a".repeat(Tags.LONGEST), "eu")).isEmpty();
  }

  private static Optional<TaggedPage> page(boolean isComplete, String... values) {
    return new CacheKeys(
            "shelves",
            new Kind("shelf"),
            new KeyTemplate("shop:shelf:{slug}:{channel}"),
            new CacheKeys.Pages(
                List.of(Tags.template("category:{slug}"), Tags.template("any")), isComplete))
        .of(values)
        .map(asked -> Objects.requireNonNull(asked.page()));
  }

  private static String name(CacheKeys keys, Object key) {
    return keys.of(key).orElseThrow().key().name();
  }

  private static CacheKeys keys(String template) {
    return new CacheKeys("products", new Kind("product"), new KeyTemplate(template), null);
  }
}
