package dev.freshet.spring;

import dev.freshet.redis.RedisConnection;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Degraded, and never down, while Redis fails: every read is still answered. */
final class CacheHealthIndicator implements HealthIndicator {

  private static final Status DEGRADED =
      new Status("DEGRADED", "Redis fails; reads go to the database");

  private final RedisConnection connection;
  private final CircuitBreaker breaker;

  CacheHealthIndicator(RedisConnection connection, CircuitBreaker breaker) {
    this.connection = connection;
    this.breaker = breaker;
  }

  @Override
  public Health health() {
    boolean connected = connection.isConnected();
    CircuitBreaker.State state = breaker.getState();
    boolean works = connected && state == CircuitBreaker.State.CLOSED;
    return Health.status(works ? Status.UP : DEGRADED)
        .withDetail("redis", connected ? "connected" : "not connected")
        .withDetail("breaker", state.name().toLowerCase(Locale.ROOT))
        .build();
  }
}
