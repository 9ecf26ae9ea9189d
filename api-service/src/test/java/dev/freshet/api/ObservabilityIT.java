package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import org.junit.jupiter.api.Test;

/** What operators see: meters, health, and the refusal of a configuration that makes no sense. */
class ObservabilityIT {

  @Test
  void metersAndHealthTellWhatTheCacheDoes() {
    try (LocalPostgres postgres = LocalPostgres.start();
        LocalRedis redis = LocalRedis.start()) {
      TestApi.createDatabase(postgres, "meters");
      try (TestApi api = TestApi.start(postgres, "meters", redis)) {
        for (String path : new String[] {"/products/1", "/products", "/categories/1/products"}) {
          api.get(path);
          api.get(path);
        }
        for (String kind : new String[] {"product", "listing", "category"}) {
          String tags = "{application=\"api-service\",kind=\"" + kind + "\"}";
          assertThat(api.metric("cache_hits_total" + tags)).as(kind).isEqualTo(1);
          assertThat(api.metric("cache_misses_total" + tags)).as(kind).isEqualTo(1);
          assertThat(api.metric("cache_loads_total" + tags)).as(kind).isEqualTo(1);
          assertThat(api.metric("cache_errors_total" + tags)).as(kind).isZero();
          assertThat(api.metric("cache_malformed_total" + tags)).as(kind).isZero();
          assertThat(api.metric("cache_fills_refused_total" + tags)).as(kind).isZero();
          assertThat(api.metric("cache_registrations_refused_total" + tags)).as(kind).isZero();
          assertThat(
                  api.metric(
                      "cache_latency_seconds_bucket{application=\"api-service\",kind=\""
                          + kind
                          + "\",operation=\"get\",le=\"+Inf\"}"))
              .as(kind)
              .isEqualTo(2);
        }
        assertThat(api.metric("cache_breaker_state{application=\"api-service\",state=\"closed\"}"))
            .isEqualTo(1);
        assertThat(api.get("/actuator/health").body())
            .contains("\"breaker\":\"closed\"", "\"redis\":\"connected\"");
        assertThat(api.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(api.get("/actuator/env").statusCode()).isEqualTo(404);

        assertRefused(postgres, redis, "freshet.write.token=", "set FRESHET_WRITE_TOKEN");
        assertRefused(
            postgres, redis, "freshet.cache.ttl=6m", "must be shorter than or equal to 5 minutes");
        assertRefused(
            postgres,
            redis,
            "freshet.cache.lease=11s",
            "must be shorter than or equal to 10 seconds");
        assertRefused(postgres, redis, "freshet.cache.registry-limit=0", "must be greater than 0");
        assertRefused(
            postgres,
            redis,
            "freshet.cache.registry-memory=0B",
            "registry-memory must be positive");
        assertRefused(
            postgres, redis, "freshet.fence.timeout=-1ms", "must be longer than or equal to");
        assertRefused(
            postgres,
            redis,
            "freshet.fence.timeout=61s",
            "must be shorter than or equal to 1 minute");
        assertRefused(
            postgres,
            redis,
            "freshet.max-staleness=2s",
            "must be longer than or equal to 3 seconds");
        assertRefused(postgres, redis, "freshet.redis.uri=http://redis", "the Redis URI is not");
      }
    }
  }

  private static void assertRefused(
      LocalPostgres postgres, LocalRedis redis, String property, String message) {
    assertThatThrownBy(() -> TestApi.start(postgres, "meters", redis, property).close())
        .hasStackTraceContaining(message);
  }
}
