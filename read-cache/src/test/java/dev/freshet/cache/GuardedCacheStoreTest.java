package dev.freshet.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.RowId;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedCacheStoreTest {

  private static final PageRegistration PAGE = ListedPages.CATALOG.category(RowId.of(7));
  private static final PageContent CONTENT = PageContent.ofProducts("17-0", List.of(RowId.of(3)));

  private static final FenceToken TOKEN = new FenceToken("written-before");

  private final FakeStore store = new FakeStore();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("redis");
  private final GuardedCacheStore guarded =
      new GuardedCacheStore(store, breaker, new CacheMetrics(registry, TestKinds.CATALOG));

  @Test
  void registeringIsTimedAsAnOperationOnThePagesKind() {
    assertThat(guarded.register(PAGE)).isEqualTo("17-0");
    assertThat(
            registry
                .get("cache.latency")
                .tags("kind", "category", "operation", "register")
                .timer()
                .count())
        .isEqualTo(1);
  }

  @Test
  void aRefusedRegistrationIsNoFailure() {
    store.refuseRegistrations();

    assertThat(guarded.register(PAGE)).isNull();
    assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(1);
    assertThat(registry.get("cache.errors").tag("kind", "category").counter().count()).isZero();
  }

  @Test
  void nothingReachesRedisWhileTheBreakerIsOpen() {
    breaker.transitionToOpenState();

    assertThatThrownBy(() -> guarded.register(PAGE)).isInstanceOf(CacheUnavailableException.class);
    guarded.describe(CONTENT);
    guarded.release(PAGE.key(), "token");

    assertThat(store.log).isEmpty();
  }

  @Test
  void anOpenBreakerKeepsRequestsFromAskingForATokenButNotTheWatchForTheWatermark() {
    store.passed.add(TOKEN);
    assertThat(guarded.isPassed(TOKEN)).isTrue();

    breaker.transitionToOpenState();

    assertThatThrownBy(() -> guarded.isPassed(TOKEN)).isInstanceOf(CacheUnavailableException.class);
    assertThat(guarded.watermark()).isEmpty();
  }

  @Test
  void onlyRequestsThatFailConcernTheBreaker() {
    store.hideProgress();
    assertThatThrownBy(guarded::watermark).isInstanceOf(CacheUnavailableException.class);
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();

    assertThatThrownBy(() -> guarded.isPassed(TOKEN)).isInstanceOf(CacheUnavailableException.class);
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
  }

  @Test
  void aPageIsDescribedWhileTheBreakerIsClosed() {
    guarded.describe(CONTENT);
    assertThat(store.log).containsExactly("describe 17-0 as [3]");
  }
}
