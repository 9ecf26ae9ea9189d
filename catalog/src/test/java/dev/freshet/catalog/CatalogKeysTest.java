package dev.freshet.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Lifetimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogKeysTest {
  @Test
  void eachKindOfKeyIsParsedBack() {
    assertThat(CatalogKeys.SPACE.parse("product:42")).contains(CatalogKeys.product(42));
    assertThat(CatalogKeys.SPACE.parse("products:category:9223372036854775807"))
        .contains(CatalogKeys.category(Long.MAX_VALUE));
    assertThat(CatalogKeys.SPACE.parse("products:list:0123456789abcdef"))
        .contains(CatalogKeys.listing("0123456789abcdef"));
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
    assertThat(CatalogKeys.SPACE.parse(key)).isEmpty();
  }

  @Test
  void aKeyKnowsItsKindAndItsLease() {
    CacheKey key = CatalogKeys.listing("0123456789abcdef");

    assertThat(key.kind()).isEqualTo(CatalogKeys.LISTING);
    assertThat(key.lease()).isEqualTo("{products:list:0123456789abcdef}:lock");
    assertThat(key).hasToString("products:list:0123456789abcdef");
  }

  @Test
  void aListingNeedsAHash() {
    assertThatIllegalArgumentException().isThrownBy(() -> CatalogKeys.listing("registry"));
  }

  @Test
  void aRegistrationOutlivesTheValueItAllows() {
    assertThat(Lifetimes.REGISTRATION).isGreaterThan(Lifetimes.TTL.plus(Lifetimes.LEASE));
  }
}
