package dev.freshet.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisFields;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.Map;

/** An entry of the registry of pages, as the invalidator reads it. */
public record RegistryEntry(String id, Map<String, String> fields) {

  /** All of them, in the order of the stream. */
  public static List<RegistryEntry> all(RedisConnection connection) {
    try {
      return connection
          .ask(
              redis ->
                  redis.xrange(
                      CatalogKeys.NAMESPACE.pageRegistry().getBytes(UTF_8), Range.unbounded()))
          .stream()
          .map(RegistryEntry::of)
          .toList();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static RegistryEntry of(StreamMessage<byte[], byte[]> message) {
    return new RegistryEntry(message.getId(), RedisFields.text(message.getBody()));
  }
}
