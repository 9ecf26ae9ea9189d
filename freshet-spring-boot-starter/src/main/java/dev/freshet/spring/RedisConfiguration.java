package dev.freshet.spring;

import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisLogin;
import dev.freshet.redis.RedisSettings;
import dev.freshet.redis.spring.RedisProperties;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The connection to Redis. It is not Spring Data's: a lease must not be asked for twice, which a
 * client that repeats commands after a reconnect would do.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCache
class RedisConfiguration {

  private static final String URI = "freshet.redis.uri";

  /** Where Spring Data knows of a Redis: that one, unless {@code freshet.redis.uri} is given. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(DataRedisConnectionDetails.class)
  static class OfSpringData {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(DataRedisConnectionDetails.class)
    RedisSettings redisSettingsOfSpringData(
        DataRedisConnectionDetails details,
        RedisProperties own,
        SslBundles bundles,
        Environment environment) {
      return environment.containsProperty(URI)
          ? own.settings(bundles)
          : own.settings(
              bundles,
              uri(details, environment),
              login(details.getUsername(), details.getPassword()),
              Optional.ofNullable(details.getSentinel())
                  .flatMap(sentinel -> login(sentinel.getUsername(), sentinel.getPassword())),
              Optional.ofNullable(details.getSslBundle()));
    }

    /** That a URL asks for TLS the details do not say. */
    private static String uri(DataRedisConnectionDetails details, Environment environment) {
      DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
      if (sentinel != null) {
        return "redis-sentinel://%s/%d#%s"
            .formatted(list(sentinel.getNodes()), sentinel.getDatabase(), sentinel.getMaster());
      }
      DataRedisConnectionDetails.Cluster cluster = details.getCluster();
      if (cluster != null) {
        return "redis-cluster://" + list(cluster.getNodes());
      }
      DataRedisConnectionDetails.Standalone standalone = details.getStandalone();
      if (standalone == null) {
        throw new IllegalStateException(
            "spring.data.redis names neither one server, nor Sentinels, nor a Cluster: set " + URI);
      }
      boolean tls = environment.getProperty("spring.data.redis.url", "").startsWith("rediss:");
      return "%s://%s/%d"
          .formatted(
              tls ? "rediss" : "redis",
              list(List.of(new Node(standalone.getHost(), standalone.getPort()))),
              standalone.getDatabase());
    }

    private static String list(List<Node> nodes) {
      return nodes.stream()
          .map(node -> host(node.host()) + ":" + node.port())
          .collect(Collectors.joining(","));
    }

    /** An address of IPv6 may come with its brackets, or without. */
    private static String host(String host) {
      return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static Optional<RedisLogin> login(
        @Nullable String username, @Nullable String password) {
      return RedisLogin.of("spring.data.redis", username, password);
    }
  }

  @Bean
  @ConditionalOnMissingBean
  RedisSettings redisSettings(RedisProperties redis, SslBundles bundles) {
    return redis.settings(bundles);
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  RedisConnection redisConnection(RedisSettings settings) {
    return RedisConnection.open(settings);
  }
}
