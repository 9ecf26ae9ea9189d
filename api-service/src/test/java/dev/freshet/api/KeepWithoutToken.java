package dev.freshet.api;

import dev.freshet.cache.Lasting;
import dev.freshet.cache.near.NearCache;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;

/**
 * The API with a mistake, for the checker to find: it keeps what Redis has answered, whether the
 * key was deleted meanwhile or not.
 */
public final class KeepWithoutToken {

  public static void main(String[] arguments) {
    new SpringApplication(ApiApplication.class, KeepWithoutToken.class).run(arguments);
  }

  /**
   * @param near on demand: it is needed when the store is there, and this long before
   */
  @Bean
  static BeanPostProcessor brokenStore(ObjectProvider<NearCache> near) {
    return BrokenStore.of(
        store ->
            new ForwardingStore(store) {
              @Override
              public @Nullable Lasting getLasting(CacheKey key) {
                Lasting found = super.getLasting(key);
                if (found != null) {
                  keep(near.getObject(), key, found);
                }
                return found;
              }
            });
  }

  /**
   * There is another token only if the one from before the question was taken away. Pages are read
   * by their registrations, not by their keys, so what is kept of them answers nobody.
   */
  private static void keep(NearCache near, CacheKey key, Lasting found) {
    try (NearCache.Asking late = near.ask(key, key)) {
      if (late.needsLife()) {
        late.answered(found.bytes(), found.life(), new Undecoded());
      }
    }
  }

  /** Leaves decoding to whoever reads the copy. */
  private static final class Undecoded implements ValueCodec<byte[]> {

    @Override
    public byte[] encode(byte[] value) {
      return value;
    }

    @Override
    public Decoded<byte[]> decode(byte[] bytes) {
      return new Decoded.Value<>(bytes);
    }
  }
}
