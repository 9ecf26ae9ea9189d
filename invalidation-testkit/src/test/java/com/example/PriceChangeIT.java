package com.example;

import static dev.freshet.testkit.Changes.productChanged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.testkit.Freshet;
import dev.freshet.testkit.FreshetTest;
import org.junit.jupiter.api.Test;

@FreshetTest
class PriceChangeIT {
  @Test
  void aChangeDeletesWhatShowsIt(Freshet freshet) {
    String cheap = freshet.cachedListing("max_price", "11.00");
    assertThat(freshet.apply(productChanged(42).price("10.00", "12.00")))
        .deleted("product:42", cheap)
        .andNothingElse();
    freshet.cached("products:category:1");
    freshet.sql("insert into categories (id, slug, name) values (1, 'lamps', 'Lamps')");
    freshet.awaitInvalidated("products:category:1");
  }
}
