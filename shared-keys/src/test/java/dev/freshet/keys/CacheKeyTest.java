package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheKeyTest {
  @Test
  void eachKindOfKeyIsParsedBack() {
    assertThat(CacheKey.parse("product:42")).contains(CacheKey.product(42));
    assertThat(CacheKey.parse("products:category:9223372036854775807"))
        .contains(CacheKey.category(Long.MAX_VALUE));
    assertThat(CacheKey.parse("products:list:0123456789abcdef"))
        .contains(CacheKey.listing("0123456789abcdef"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "product",
        "product:",
        "product:0",
        "product:042",
        "product:-1",
        "product:+1",
        "product:1 ",
        "product:1\n",
        "product:x",
        "product:\u0661",
        "product:9223372036854775808",
        "product:99999999999999999999",
        "product:42:lock",
        "{product:42}:lock",
        "Product:42",
        "app:product:42",
        "products:42",
        "products:list:",
        "products:list:registry",
        "products:list:0123456789ABCDEF",
        "products:list:0123456789abcde",
        "products:list:0123456789abcdef0",
        "{products:list:0123456789abcdef}:lock",
        "products:category:",
        "products:category:07",
        "products:invalidation:watermark",
        "products:invalidation:lock"
      })
  void noOtherKeyIsTakenForACachedValue(String key) {
    assertThat(CacheKey.parse(key)).isEmpty();
  }

  @Test
  void aKeyKnowsItsKindAndItsLease() {
    CacheKey key = CacheKey.listing("0123456789abcdef");

    assertThat(key.kind()).isEqualTo(CachedKind.LISTING);
    assertThat(key.lease()).isEqualTo("{products:list:0123456789abcdef}:lock");
    assertThat(key).hasToString("products:list:0123456789abcdef");
  }

  @Test
  void aListingNeedsAHash() {
    assertThatIllegalArgumentException().isThrownBy(() -> CacheKey.listing("registry"));
  }

  @Test
  void kindsHaveTags() {
    assertThat(CachedKind.values())
        .extracting(CachedKind::tag)
        .containsExactly("product", "listing", "category");
  }

  @Test
  void aRegistrationOutlivesTheValueItAllows() {
    assertThat(Lifetimes.REGISTRATION).isGreaterThan(Lifetimes.TTL.plus(Lifetimes.LEASE));
  }
}
