package dev.freshet.spring.cache;

import java.util.Objects;
import org.springframework.data.redis.serializer.RedisSerializer;

/** Values as a serializer of Spring Data Redis writes them. */
final class SerializerCodec implements CacheCodec {

  private final RedisSerializer<Object> serializer;

  @SuppressWarnings("unchecked") // what does not fit, it refuses itself
  SerializerCodec(RedisSerializer<?> serializer) {
    this.serializer = (RedisSerializer<Object>) serializer;
  }

  @Override
  public byte[] encode(Object value) {
    return Objects.requireNonNull(serializer.serialize(value), "the serializer wrote nothing");
  }

  @Override
  public Object decode(byte[] bytes) {
    return Objects.requireNonNull(serializer.deserialize(bytes), "the serializer read nothing");
  }
}
