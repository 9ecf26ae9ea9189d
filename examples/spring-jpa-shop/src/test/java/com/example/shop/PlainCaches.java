package com.example.shop;

import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/**
 * The shop with Spring's own cache manager in place of the starter's, and the same keys, for the
 * checker to find that it stores what was loaded before an invalidation.
 */
public final class PlainCaches {

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(ShopApplication.class, PlainCaches.class).run(arguments);
  }

  @Bean
  LettuceConnectionFactory redisConnections(@Value("${freshet.redis.uri}") String uri) {
    return new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(uri));
  }

  @Bean
  RedisCacheManager redisCaches(RedisConnectionFactory redis) {
    return RedisCacheManager.builder(redis)
        .withInitialCacheConfigurations(
            Map.of("product", caching(ProductView.class), "category", caching(CategoryView.class)))
        .build();
  }

  private static RedisCacheConfiguration caching(Class<?> type) {
    RedisCacheConfiguration configuration =
        RedisCacheConfiguration.defaultCacheConfig()
            .disableCachingNullValues()
            .computePrefixWith(cache -> "shop:" + cache + ":")
            .serializeValuesWith(
                SerializationPair.fromSerializer(new JacksonJsonRedisSerializer<>(type)));
    configuration.configureKeyConverters(
        converters -> converters.addConverter(List.class, String.class, PlainCaches::joined));
    return configuration;
  }

  private static String joined(List<?> key) {
    return String.join(":", key.stream().map(String::valueOf).toList());
  }
}
