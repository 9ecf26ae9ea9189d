package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.redis.WatermarkWriter;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An invalidator whose rules lack a kind, or write its keys otherwise, would not delete them. */
class UnmaintainedKindIT {

  private static final String DATABASE = "unmaintained";
  private static final String HIT = "freshet; hit";
  private static final String BYPASS = "freshet; fwd=bypass; detail=no-rules";

  private static final LocalPostgres postgres = LocalPostgres.start();
  private static final LocalRedis redis = LocalRedis.start();
  private static TestApi api;

  @BeforeAll
  static void start() {
    TestApi.createDatabase(postgres, DATABASE);
    api = TestApi.start(postgres, DATABASE, redis);
    TestApi.sql(
        postgres,
        DATABASE,
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price) values ('A', 'A', 1, 1)");
  }

  @AfterAll
  static void stop() {
    api.close();
    redis.close();
    postgres.close();
  }

  @Test
  void itsKeysAreNeitherReadNorFilled() {
    try (WatermarkWriter unused = WatermarkWriter.start(redis)) {
      await().until(() -> status("/products/1").equals(HIT));

      maintain("product:{id:int}", "products:category:{id}");
      await().until(() -> status("/categories/1/products").equals(BYPASS));
      assertThat(status("/products/1")).isEqualTo(HIT);
      assertThat(status("/products")).isEqualTo(BYPASS);
      redis.command("DEL products:category:1");
      assertThat(api.get("/categories/1/products").statusCode()).isEqualTo(200);
      assertThat(redis.command("EXISTS products:category:1")).isEqualTo(":0");

      maintain("product:{id:int}", "products:category:{id:int}");
      await().until(() -> status("/categories/1/products").equals(HIT));
      assertThat(status("/products")).isEqualTo(BYPASS);
    }
  }

  private static void maintain(String product, String category) {
    assertThat(
            redis.command(
                "HSET %s %s \"product\\tr\\t300\\t%s\\ncategory\\tpages:r\\t300\\t%s\""
                    .formatted(
                        CatalogKeys.NAMESPACE.watermark(),
                        MaintainedKinds.FIELD,
                        product,
                        category)))
        .startsWith(":");
  }

  private static String status(String path) {
    return TestApi.cacheStatus(api.get(path));
  }
}
