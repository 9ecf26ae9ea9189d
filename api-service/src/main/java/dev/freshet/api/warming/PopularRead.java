package dev.freshet.api.warming;

import dev.freshet.api.cache.Read;
import dev.freshet.api.catalog.Catalog;
import dev.freshet.keys.CacheKey;
import java.util.function.Function;

/**
 * A read that clients make.
 *
 * @param key what it reads
 * @param read makes it again
 */
record PopularRead(CacheKey key, Function<Catalog, Read<?>> read) {}
