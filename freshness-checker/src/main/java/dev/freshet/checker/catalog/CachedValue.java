package dev.freshet.checker.catalog;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.values.ValueCodecs;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** A value of the cache beside what it should be. */
final class CachedValue {

  private static final Value PARAMS = ValueFactory.newString("params");

  private CachedValue() {}

  static Optional<String> difference(CacheKey key, byte[] bytes, CatalogTruth truth)
      throws SQLException {
    if (key.kind().equals(CatalogKeys.LISTING)) {
      Optional<ListingParams> params =
          answered(bytes).filter(it -> ListedPages.CATALOG.listing(it).key().equals(key));
      return params.isEmpty()
          ? Optional.of("does not say which listing of this key it is")
          : compare(ValueCodecs.listing(params.get()).decode(bytes), truth.listing(params.get()));
    }
    long id = Long.parseLong(key.name().substring(key.name().lastIndexOf(':') + 1));
    return key.kind().equals(CatalogKeys.PRODUCT)
        ? compare(ValueCodecs.product(id).decode(bytes), truth.product(id))
        : compare(ValueCodecs.categoryPage(id).decode(bytes), truth.categoryPage(id));
  }

  /** The parameters that a listing's value says it answers: attackers have read any. */
  private static Optional<ListingParams> answered(byte[] bytes) {
    try (MessageUnpacker in = MessagePack.newDefaultUnpacker(bytes)) {
      Value params = in.unpackValue().asMapValue().map().get(PARAMS);
      return Optional.ofNullable(params)
          .map(text -> text.asStringValue().asString())
          .flatMap(ListingParams::ofCanonical);
    } catch (IOException | MessagePackException e) {
      return Optional.empty();
    }
  }

  private static <V> Optional<String> compare(Decoded<V> cached, @Nullable V expected) {
    return cached.match(
        value ->
            value.equals(expected)
                ? Optional.empty()
                : Optional.of("cached is " + value + ", the database says " + expected),
        () ->
            expected == null
                ? Optional.empty()
                : Optional.of("cached as absent, the database says " + expected),
        reason -> Optional.of("cannot be decoded: " + reason));
  }
}
