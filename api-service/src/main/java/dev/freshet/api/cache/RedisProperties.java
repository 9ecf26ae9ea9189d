package dev.freshet.api.cache;

import dev.freshet.redis.RedisSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is.
 *
 * @param uri see {@link RedisSettings#uri()}
 * @param connectTimeout for the connection and the handshake
 * @param commandTimeout after which a read goes to the database instead. Well under the time that a
 *     client is ready to wait, as it comes on top of the load; well over a pause of Redis for
 *     saving or for a large deletion
 */
@ConfigurationProperties("freshet.redis")
public record RedisProperties(
    @DefaultValue("redis://localhost:6379") String uri,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("500ms") Duration commandTimeout) {

  /** Checked here, at start, by the settings' own rules. */
  public RedisProperties {
    new RedisSettings(uri, connectTimeout, commandTimeout);
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
