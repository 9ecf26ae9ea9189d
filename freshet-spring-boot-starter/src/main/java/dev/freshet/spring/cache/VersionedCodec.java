package dev.freshet.spring.cache;

import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache's values in Redis: a byte that says how the rest is written, and the rest. What another
 * version of the application has written otherwise is a miss.
 */
final class VersionedCodec implements ValueCodec<Object> {

  private static final Logger log = LoggerFactory.getLogger(VersionedCodec.class);

  /** Not MessagePack's nil, which stands for a value that does not exist. */
  static final byte VERSION = 1;

  private final String cache;
  private final CacheCodec codec;

  VersionedCodec(String cache, CacheCodec codec) {
    this.cache = cache;
    this.codec = codec;
  }

  @Override
  public byte @Nullable [] encode(Object value) {
    byte[] encoded;
    try {
      encoded = codec.encode(value);
    } catch (RuntimeException e) {
      log.warn("A value of cache {} cannot be encoded, and is not cached", cache, e);
      return null;
    }
    byte[] bytes = new byte[encoded.length + 1];
    bytes[0] = VERSION;
    System.arraycopy(encoded, 0, bytes, 1, encoded.length);
    return bytes;
  }

  @Override
  public Decoded<Object> decode(byte[] bytes) {
    if (ValueCodec.isAbsent(bytes)) {
      return new Decoded.Absent<>();
    }
    if (bytes.length == 0 || bytes[0] != VERSION) {
      return new Decoded.Malformed<>("not of this version");
    }
    try {
      Object value = codec.decode(Arrays.copyOfRange(bytes, 1, bytes.length));
      return value == null
          ? new Decoded.Malformed<>("decoded to nothing")
          : new Decoded.Value<>(value);
    } catch (RuntimeException e) {
      return new Decoded.Malformed<>("unreadable: " + e.getClass().getSimpleName());
    }
  }
}
