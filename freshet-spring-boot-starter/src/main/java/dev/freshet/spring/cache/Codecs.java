package dev.freshet.spring.cache;

import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/** The codecs that caches name. */
record Codecs(JsonMapper json, BeanFactory beans) {

  private static final boolean SPRING_DATA =
      ClassUtils.isPresent(
          "org.springframework.data.redis.serializer.RedisSerializer",
          Codecs.class.getClassLoader());

  /** Those that need the type of the values. */
  private static final Map<String, BiFunction<JsonMapper, String, CacheCodec>> TYPED =
      Map.of("json", JsonCodec::new, "msgpack", MessagePackCodec::new);

  /**
   * @throws IllegalArgumentException naming the property, if there is no such codec, or no type for
   *     it
   */
  CacheCodec of(String cache, CachesProperties.CacheOf settings) {
    String property = "freshet.caches.%s.".formatted(cache);
    if (TYPED.containsKey(settings.codec())) {
      if (settings.type() == null || settings.type().isBlank()) {
        throw new IllegalArgumentException(
            property
                + "type is missing: the class of the cache's values, such as com.shop.Product or java.util.List<com.shop.Product>");
      }
      try {
        return TYPED.get(settings.codec()).apply(json, settings.type());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(property + "type: " + e.getMessage(), e);
      }
    }
    Object bean;
    try {
      bean = beans.getBean(settings.codec());
    } catch (NoSuchBeanDefinitionException e) {
      throw new IllegalArgumentException(
          "%scodec: %s is neither json, msgpack nor the name of a bean"
              .formatted(property, settings.codec()),
          e);
    }
    if (bean instanceof CacheCodec codec) {
      return codec;
    }
    if (SPRING_DATA && bean instanceof RedisSerializer<?> serializer) {
      return new SerializerCodec(serializer);
    }
    throw new IllegalArgumentException(
        "%scodec: the bean %s is a %s, neither a CacheCodec nor a RedisSerializer"
            .formatted(property, settings.codec(), bean.getClass().getName()));
  }
}
