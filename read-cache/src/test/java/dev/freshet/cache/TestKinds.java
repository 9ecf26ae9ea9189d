package dev.freshet.cache;

import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.catalog.CatalogKeys;
import java.util.Set;

/** The kinds that tests cache. */
public final class TestKinds {

  public static final CachedKinds CATALOG =
      new CachedKinds(CatalogKeys.SPACE, Set.of(CatalogKeys.LISTING, CatalogKeys.CATEGORY));

  private TestKinds() {}
}
