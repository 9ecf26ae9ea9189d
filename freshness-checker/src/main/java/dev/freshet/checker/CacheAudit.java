package dev.freshet.checker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.values.ValueCodecs;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.redis.RedisConnection;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** Compares what Redis has with what the database says. */
final class CacheAudit {

  private static final Value PARAMS = ValueFactory.newString("params");

  private final RedisConnection redis;

  CacheAudit(RedisConnection redis) {
    this.redis = redis;
  }

  /** Every value of the cache, by scanning. */
  Set<CacheKey> cached() throws InterruptedException {
    Set<CacheKey> found = new HashSet<>();
    ScanArgs args = ScanArgs.Builder.limit(1_000).match("product*");
    KeyScanCursor<byte[]> page = ask(commands -> commands.scan(args));
    while (true) {
      for (byte[] name : page.getKeys()) {
        CatalogKeys.SPACE.parse(new String(name, UTF_8)).ifPresent(found::add);
      }
      if (page.isFinished()) {
        return found;
      }
      ScanCursor cursor = page;
      page = ask(commands -> commands.scan(cursor, args));
    }
  }

  /** What each of the keys has that differs from the database, in words. */
  Map<CacheKey, String> differences(Set<CacheKey> keys, CatalogTruth truth)
      throws InterruptedException, SQLException {
    Map<CacheKey, String> differences = new TreeMap<>(Comparator.comparing(CacheKey::name));
    for (CacheKey key : keys) {
      byte @Nullable [] bytes = ask(commands -> commands.get(key.name().getBytes(UTF_8)));
      if (bytes != null) {
        difference(key, bytes, truth).ifPresent(words -> differences.put(key, words));
      }
    }
    return differences;
  }

  private Optional<String> difference(CacheKey key, byte[] bytes, CatalogTruth truth)
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

  private <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> command)
      throws InterruptedException {
    try {
      return redis.ask(command);
    } catch (RedisException e) {
      throw new IllegalStateException("Redis does not answer while all is quiet", e);
    }
  }
}
