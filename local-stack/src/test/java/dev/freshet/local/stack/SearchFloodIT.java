package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.stack.ApiReader.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that never searches for the same twice. */
class SearchFloodIT {

  private static final int MAX_LIVE = 200;
  private static final int SEARCHES = 4_000;

  @TempDir Path folder;

  @Test
  void fillsNeitherRedisNorTheInvalidator() throws Exception {
    try (LocalStack stack =
        LocalStack.start(
            Options.of("--check", "--demo", "300"),
            folder,
            ServiceJars.find(),
            Map.of("FRESHET_LISTINGS_MAX_LIVE", "" + MAX_LIVE),
            step -> {})) {
      ApiReader api = stack.reader();
      String popular = "/products?sort=price";
      await().until(() -> api.get(popular).isHit());

      search(api, 0, SEARCHES);

      await().until(() -> pages(stack) <= MAX_LIVE);
      assertThat(metric(stack, "cdc_listings_live")).isEqualTo(MAX_LIVE);
      assertThat(api.get(popular).isHit()).isTrue();

      long entries = number(stack, "XLEN products:list:registry");
      List<Answer> refused = search(api, SEARCHES, 500);
      assertThat(refused)
          .allMatch(
              answer -> answer.cacheStatus().equals("freshet; fwd=uri-miss; detail=registry-full"));
      // The invalidator's own mark may be among them.
      assertThat(number(stack, "XLEN products:list:registry")).isLessThanOrEqualTo(entries + 1);

      String before = api.get("/products?page=2").body();
      stack.servers().postgres().execute("catalog", "update products set price = price + 1");
      await().until(() -> !api.get("/products?page=2").body().equals(before));

      stack.servers().postgres().execute("catalog", "truncate products cascade");
      await().until(() -> api.get("/products?page=2").isHit());
    }
  }

  private static List<Answer> search(ApiReader api, int from, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Answer>> answers =
          IntStream.range(from, from + count)
              .mapToObj(i -> threads.submit(() -> api.get("/products?q=term" + i)))
              .toList();
      List<Answer> all = new ArrayList<>();
      for (Future<Answer> answer : answers) {
        all.add(answer.get());
      }
      assertThat(all).allMatch(answer -> answer.status() == 200);
      return all;
    } finally {
      threads.shutdown();
    }
  }

  /** How many listings and category pages are cached. */
  private static long pages(LocalStack stack) {
    return number(
        stack,
        "EVAL \"return #redis.call('keys', 'products:list:[0-9a-f]*')"
            + " + #redis.call('keys', 'products:category:*')\" 0");
  }

  private static long number(LocalStack stack, String command) {
    return Long.parseLong(stack.servers().redis().command(command).substring(1));
  }

  private static double metric(LocalStack stack, String name) throws Exception {
    return new ApiReader(stack.services().get(1).managementPort())
        .get("/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
