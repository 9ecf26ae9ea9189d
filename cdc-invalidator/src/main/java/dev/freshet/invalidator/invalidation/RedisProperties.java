package dev.freshet.invalidator.invalidation;

import dev.freshet.redis.RedisSettings;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where Redis is, and how long to wait for it.
 *
 * @param uri redis://, rediss:// (TLS), redis-sentinel:// or redis-cluster://, with ACL user and
 *     password
 * @param connectTimeout for the TCP connection and the handshake
 * @param commandTimeout after which a deletion counts as failed, and is tried again
 */
@Validated
@ConfigurationProperties("freshet.redis")
record RedisProperties(
    @NotBlank @DefaultValue("redis://localhost:6379") String uri,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("2s") Duration commandTimeout) {

  /**
   * @throws IllegalArgumentException if this is no way to reach a Redis
   */
  RedisProperties {
    RedisSettings unused = new RedisSettings(uri, connectTimeout, commandTimeout);
  }

  RedisSettings settings() {
    return new RedisSettings(uri, connectTimeout, commandTimeout);
  }

  /** Without the URI, which may hold a password. */
  @Override
  public String toString() {
    return "RedisProperties[" + settings() + "]";
  }
}
