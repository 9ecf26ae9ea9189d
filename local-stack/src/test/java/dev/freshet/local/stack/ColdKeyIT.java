package dev.freshet.local.stack;

import static java.util.stream.Collectors.counting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.stack.ApiReader.Answer;
import dev.freshet.local.stack.CatalogWriter.Shelf;
import dev.freshet.local.stack.Truth.Kind;
import dev.freshet.local.stack.Truth.Page;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(TwoApis.Parameter.class)
class ColdKeyIT {

  private static final int READERS = 200;

  private final TwoApis apis;

  ColdKeyIT(TwoApis apis) {
    this.apis = apis;
  }

  @ParameterizedTest
  @EnumSource
  void twoHundredReadersOfOneColdKeyOverTwoApisCauseOneLoad(Kind kind) throws Exception {
    try (Connection connection = apis.connect()) {
      CatalogWriter writer = new CatalogWriter(connection);
      Shelf shelf = writer.newShelf(20);
      Page page = kind.of(kind == Kind.PRODUCT ? shelf.products().get(0) : shelf.category());
      awaitApplied(writer);
      double before = apis.counted("cache_loads_total", kind.tag());
      List<Answer> answers = readAtOnce(page);
      Truth truth = new Truth(connection);
      assertThat(answers).hasSize(READERS);
      for (Answer answer : answers) {
        assertThat(truth.agrees(page, answer)).isTrue();
      }
      assertOneLoad(apis.counted("cache_loads_total", kind.tag()) - before, answers);
    }
  }

  /**
   * One, unless the machine is so busy that a time-out lets a reader go: who is let go says so, and
   * may load.
   */
  private static void assertOneLoad(double loads, List<Answer> answers) {
    Map<String, Long> statuses =
        answers.stream()
            .collect(Collectors.groupingBy(Answer::cacheStatus, TreeMap::new, counting()));
    long stored = statuses.getOrDefault("freshet; fwd=uri-miss; stored", 0L);
    long served =
        statuses.getOrDefault("freshet; hit", 0L)
            + statuses.getOrDefault("freshet; fwd=uri-miss; collapsed", 0L);
    long letGo = READERS - served - stored;
    System.out.printf("%.0f loads for %s%n", loads, statuses);
    assertThat(stored).as(statuses.toString()).isLessThanOrEqualTo(1);
    assertThat(loads).as(statuses.toString()).isBetween(1.0, stored + (double) letGo);
  }

  /**
   * A late deletion would rightly cause a second load: the last change's own deletion is awaited.
   */
  private void awaitApplied(CatalogWriter writer) throws Exception {
    Shelf last = writer.newShelf(1);
    Page page = Kind.PRODUCT.of(last.products().get(0));
    await().until(() -> apis.get(0, page.path()).isHit());
    String marker = CatalogWriter.unique();
    writer.run("update products set name = '%s' where id = %d", marker, page.id());
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> apis.get(0, page.path()).body().contains(marker));
  }

  private List<Answer> readAtOnce(Page page) throws Exception {
    CountDownLatch ready = new CountDownLatch(READERS);
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<Answer>> pending = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        int api = i % 2;
        pending.add(
            readers.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return apis.get(api, page.path());
                }));
      }
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answer : pending) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      readers.shutdownNow();
    }
  }
}
