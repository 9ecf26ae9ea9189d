package dev.freshet.rules.listings;

import dev.freshet.keys.CacheKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What invalidation leaves of a cache, by how it chooses what to delete: the share of requests that
 * hit, and the share of the deleted pages whose responses had changed. Popular listings are asked
 * for again and again while prices and stock change; no page that changed may stay. A page expires
 * 30,000 requests after its load: 5 minutes, at 100 per second. Run by hand:
 *
 * <pre>
 * mvn -q -pl cdc-invalidator -am test-compile exec:java \
 *     -Dexec.mainClass=dev.freshet.rules.listings.WorkloadBenchmark
 * </pre>
 */
final class WorkloadBenchmark {

  private static final long TIME_TO_LIVE = 30_000;
  private static final long WARM_UP = TIME_TO_LIVE;
  private static final long REQUESTS = 100_000;
  private static final int SWEEP = 5_000;

  private final Random random = new Random(2);
  private final WorkloadModel model = new WorkloadModel(random);
  private final MixRequests requests = new MixRequests(random, model.catalog);
  private final MixChanges changes = new MixChanges(random, model.catalog);
  private final Map<String, WorkloadPolicy> policies = new LinkedHashMap<>();

  private WorkloadBenchmark() throws InterruptedException {
    policies.put("purge all", new WorkloadPolicy.PurgeAll(TIME_TO_LIVE));
    policies.put("by category", new WorkloadPolicy.ByCategory(TIME_TO_LIVE));
    policies.put("by filter", new WorkloadPolicy.Indexed(TIME_TO_LIVE, false));
    policies.put("exact", new WorkloadPolicy.Indexed(TIME_TO_LIVE, true));
  }

  public static void main(String[] args) throws InterruptedException {
    System.out.println(
        "requests per change  policy       hit ratio  precision  deleted per change");
    for (int ratio : new int[] {10, 100, 1_000}) {
      WorkloadBenchmark benchmark = new WorkloadBenchmark();
      benchmark.run(ratio);
      benchmark.print(ratio);
    }
  }

  private void run(int ratio) throws InterruptedException {
    for (long now = 1; now <= WARM_UP + REQUESTS; now++) {
      WorkloadModel.Page page = model.page(requests.listing());
      for (WorkloadPolicy policy : policies.values()) {
        policy.request(page, now);
      }
      if (now % ratio == 0) {
        change(now);
      }
      if (now % SWEEP == 0) {
        sweep(now);
      }
      if (now == WARM_UP) {
        policies.values().forEach(WorkloadPolicy::startCounting);
      }
    }
  }

  private void change(long now) throws InterruptedException {
    ProductChange change = changes.priceOrStock();
    Set<WorkloadModel.Page> altered = model.apply(change);
    for (WorkloadPolicy policy : policies.values()) {
      policy.change(change, altered, now);
    }
  }

  private void sweep(long now) throws InterruptedException {
    Set<CacheKey> cached = new HashSet<>();
    for (WorkloadPolicy policy : policies.values()) {
      policy.expire(now);
      cached.addAll(policy.cached());
    }
    model.retain(cached::contains);
  }

  private void print(int ratio) {
    policies.forEach(
        (name, policy) ->
            System.out.printf(
                Locale.ROOT,
                "%,19d  %-11s  %9.3f  %9.3f  %,18.1f%n",
                ratio,
                name,
                policy.hitRatio(),
                policy.precision(),
                policy.deletedPer(REQUESTS / ratio)));
  }
}
