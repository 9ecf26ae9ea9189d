package dev.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cache.near.LeasedTrust;
import dev.freshet.cache.near.NearCache;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Where leases are asked for. Connections are made in the background, so nobody need be there. */
class NearConfigurationTest {

  private static final Kind ITEM = new Kind("item");

  private final ApplicationContextRunner starter =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(SslAutoConfiguration.class, FreshetAutoConfiguration.class))
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
          .withPropertyValues("freshet.redis.uri=redis://127.0.0.1:1");

  private final ApplicationContextRunner runner =
      starter.withBean(
          CachedKinds.class,
          () ->
              new CachedKinds(
                  new KeySpace(
                      new Namespace("items"), Map.of(ITEM, List.of(new KeyTemplate("item:{id}")))),
                  Set.of()));

  @Test
  void leasesAreAskedForUnlessThereIsNoMemory() {
    runner.run(
        context -> {
          assertThat(context.getBean(NearCache.class).isRunning()).isTrue();
          Health health = context.getBean(NearHealthIndicator.class).health();
          assertThat(health.getStatus()).isEqualTo(Status.UP);
          assertThat(health.getDetails())
              .containsEntry("lease", "none")
              .containsEntry("values", 0L)
              .containsEntry("sessions", 0L);
        });
    runner
        .withPropertyValues("freshet.near.memory=0")
        .run(context -> assertThat(context).doesNotHaveBean(NearCache.class));
  }

  @Test
  void whereKeysAreEvictedByHandThereAreNone() {
    starter
        .withPropertyValues(
            "freshet.caches.items.key=item:{id}", "freshet.caches.items.type=java.lang.String")
        .run(
            context -> {
              assertThat(context.getBean(NearCache.class).isRunning()).isFalse();
              assertThat(context.getBean(NearHealthIndicator.class).health().getDetails())
                  .containsEntry("lease", "not asked for");
            });
  }

  @Test
  void inAClusterThereAreNone() {
    runner
        .withPropertyValues("freshet.redis.uri=redis-cluster://127.0.0.1:1")
        .run(context -> assertThat(context.getBean(NearCache.class).isRunning()).isFalse());
  }

  @Test
  void whoIsStrictTrustsRedisWithALeaseOnly() {
    starter
        .withPropertyValues(
            "freshet.near.strict=true",
            "freshet.caches.items.key=item:{id}",
            "freshet.caches.items.type=java.lang.String")
        .run(
            context -> {
              assertThat(context.getBean(NearCache.class).isRunning()).isTrue();
              assertThat(context.getBean(CacheTrust.class)).isInstanceOf(LeasedTrust.class);
              assertThat(context.getBean(CacheTrust.class).holds()).isFalse();
              assertThat(context.getBean(NearHealthIndicator.class).health().getStatus().getCode())
                  .isEqualTo("DEGRADED");
            });
  }

  @Test
  void strictnessThatCannotBeKeptIsRefused() {
    runner
        .withPropertyValues("freshet.near.strict=true", "freshet.near.memory=0")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("needs some freshet.near.memory"));
    runner
        .withPropertyValues(
            "freshet.near.strict=true", "freshet.redis.uri=redis-cluster://127.0.0.1:1")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("cannot be kept with a Redis Cluster"));
    runner
        .withPropertyValues("freshet.near.memory=-1B")
        .run(context -> assertThat(context).hasFailed());
  }
}
