package dev.freshet.invalidator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.PageEntry;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.RowId;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The cache as its readers fill it. */
public final class TestCache implements AutoCloseable {

  private final RedisConnection connection;

  public TestCache(String uri) {
    connection =
        RedisConnection.open(new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(5)));
    awaitConnected();
  }

  /** Waits until commands can be sent again. */
  public void awaitConnected() {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(connection::isConnected);
  }

  /** Puts a value and a lease under each key. */
  public void fill(CacheKey... keys) {
    for (CacheKey key : keys) {
      put(key.name());
      put(key.lease());
    }
  }

  public void put(String name) {
    ask(redis -> redis.set(bytes(name), bytes("x")));
  }

  /** Registers a listing as a reader does, and fills it. */
  public CacheKey fillListing(ListingParams params) {
    CacheKey key = CatalogKeys.listing(params.hash());
    append(ListedPages.CATALOG.listing(params).fields());
    fill(key);
    return key;
  }

  /** Registers category pages as a reader does, and fills them. */
  public void fillCategoryPages(long... ids) {
    for (long id : ids) {
      append(ListedPages.CATALOG.category(RowId.of(id)).fields());
      fill(CatalogKeys.category(id));
    }
  }

  /** Registers a page under tags as a reader does, says what it shows, and fills it. */
  public void fill(Namespace namespace, TaggedPage page, Tags shown) {
    fill(namespace, page, registration -> new ShownTags(registration, shown));
  }

  /** Registers a page as a reader does, says what it shows, and fills it. */
  public void fill(
      Namespace namespace, PageRegistration page, Function<String, PageEntry> description) {
    String id = append(namespace, page.fields());
    String unused = append(namespace, description.apply(id).fields());
    fill(page.key());
  }

  /** Appends an entry to the registry. */
  public String append(Map<String, String> fields) {
    return append(CatalogKeys.NAMESPACE, fields);
  }

  /** The same, with rules of this namespace. */
  public String append(Namespace namespace, Map<String, String> fields) {
    return ask(redis -> redis.xadd(bytes(namespace.pageRegistry()), encoded(fields)));
  }

  /** Appends an entry with an id of its own. */
  public void append(String id, Map<String, String> fields) {
    append(CatalogKeys.NAMESPACE, id, fields);
  }

  /** The same, with rules of this namespace. */
  public void append(Namespace namespace, String id, Map<String, String> fields) {
    ask(
        redis ->
            redis.xadd(bytes(namespace.pageRegistry()), new XAddArgs().id(id), encoded(fields)));
  }

  public boolean has(String name) {
    return ask(redis -> redis.exists(bytes(name))) == 1;
  }

  public boolean holds(CacheKey key) {
    return has(key.name()) && has(key.lease());
  }

  public boolean lacks(CacheKey... keys) {
    return List.of(keys).stream().noneMatch(key -> has(key.name()) || has(key.lease()));
  }

  public void awaitGone(CacheKey... keys) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(20))
        .until(() -> lacks(keys));
  }

  /** Waits until the invalidator has applied everything that was committed by now. */
  public void awaitApplied(CatalogDatabase database) {
    awaitApplied(database, CatalogKeys.NAMESPACE);
  }

  /** The same, with rules of this namespace. */
  public void awaitApplied(CatalogDatabase database, Namespace namespace) {
    FenceToken fence = database.fence();
    Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> has(namespace.fence(fence)));
  }

  public void delete(String name) {
    ask(redis -> redis.del(bytes(name)));
  }

  public void flush() {
    ask(redis -> redis.flushall());
  }

  public <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> command) {
    try {
      return connection.ask(command);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }

  private static Object[] encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .flatMap(field -> Stream.of(bytes(field.getKey()), bytes(field.getValue())))
        .toArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
