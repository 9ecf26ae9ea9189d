package dev.freshet.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CachedKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PurgeTest {

  private final List<String> log = new ArrayList<>();
  private final FakeCache cache = new FakeCache(log);

  @Test
  void deletesAllLeasesBeforeTheFirstValue() throws Exception {
    cache.fill(CacheKey.product(1), CacheKey.product(2), CacheKey.category(1));

    new Purge(cache).of(EnumSet.allOf(CachedKind.class));

    assertThat(log)
        .containsExactly(
            "scan {product*}:lock",
            "unlink {product:1}:lock",
            "unlink {product:2}:lock",
            "unlink {products:category:1}:lock",
            "scan product*",
            "unlink product:1",
            "unlink product:2",
            "unlink products:category:1");
  }

  @Test
  void deletesTheNamedKindsOnly() throws Exception {
    CacheKey listing = CacheKey.listing("0123456789abcdef");
    cache.fill(CacheKey.product(1), CacheKey.category(1), listing);

    new Purge(cache).of(Set.of(CachedKind.LISTING));

    assertThat(cache.names)
        .containsExactlyInAnyOrder(
            "product:1", "{product:1}:lock", "products:category:1", "{products:category:1}:lock");
  }

  @Test
  void leavesWhatIsNotTheCaches() throws Exception {
    Set<String> others =
        Set.of(
            "product:x",
            "product:007",
            "products:list:registry",
            "products:invalidation:watermark",
            "{product:x}:lock",
            "{products:list:registry}:lock",
            "productivity",
            "user:1");
    cache.names.addAll(others);
    cache.fill(CacheKey.product(1));

    new Purge(cache).of(EnumSet.allOf(CachedKind.class));

    assertThat(cache.names).containsExactlyInAnyOrderElementsOf(others);
  }
}
