package dev.freshet.invalidation.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.invalidation.FakeCache;
import dev.freshet.keys.CacheKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PurgeTest {

  private final List<String> log = new ArrayList<>();
  private final FakeCache cache = new FakeCache(log);

  @Test
  void deletesAllLeasesBeforeTheFirstValue() throws Exception {
    cache.fill(CatalogKeys.product(1), CatalogKeys.product(2), CatalogKeys.category(1));

    new Purge(cache, CatalogKeys.SPACE).of(CatalogKeys.SPACE.kinds());

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
    CacheKey listing = CatalogKeys.listing("0123456789abcdef");
    cache.fill(CatalogKeys.product(1), CatalogKeys.category(1), listing);

    new Purge(cache, CatalogKeys.SPACE).of(Set.of(CatalogKeys.LISTING));

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
    cache.fill(CatalogKeys.product(1));

    new Purge(cache, CatalogKeys.SPACE).of(CatalogKeys.SPACE.kinds());

    assertThat(cache.names).containsExactlyInAnyOrderElementsOf(others);
  }
}
