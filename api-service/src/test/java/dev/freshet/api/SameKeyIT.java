package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Two searches whose canonical parameters have one hash; finding a pair takes minutes. */
class SameKeyIT {

  private static final String FIRST = "e046814663e33e1d";
  private static final String SECOND = "57aa96c55a79a1ea";

  @Test
  void twoListingsWithOneKeyAreEachAnsweredWithTheirOwn() {
    assertThat(params(FIRST).hash()).isEqualTo(params(SECOND).hash());
    try (LocalPostgres postgres = LocalPostgres.start();
        LocalRedis redis = LocalRedis.start()) {
      TestApi.createDatabase(postgres, "same");
      try (TestApi api = TestApi.start(postgres, "same", redis)) {
        TestApi.sql(
            postgres,
            "same",
            "insert into categories (slug, name) values ('c', 'C')",
            "insert into products (sku, name, category_id, price) values"
                + (" ('A', '" + FIRST + "', 1, 1), ('B', '" + SECOND + "', 1, 1)"));
        for (int i = 0; i < 3; i++) {
          assertShows(api, FIRST, "freshet; fwd=uri-miss; stored");
          assertShows(api, FIRST, "freshet; hit");
          assertShows(api, SECOND, "freshet; fwd=uri-miss; stored");
          assertShows(api, SECOND, "freshet; hit");
        }
      }
    }
  }

  private static void assertShows(TestApi api, String q, String cacheStatus) {
    HttpResponse<String> page = api.get("/products?q=" + q);
    assertThat(page.body()).contains("\"name\":\"" + q + "\"", "\"total\":1");
    assertThat(TestApi.cacheStatus(page)).isEqualTo(cacheStatus);
  }

  private static ListingParams params(String q) {
    return ListingParams.of(name -> name.equals("q") ? q : null);
  }
}
