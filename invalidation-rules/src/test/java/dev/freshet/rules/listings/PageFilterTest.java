package dev.freshet.rules.listings;

import static dev.freshet.rules.listings.Rows.CHAIR;
import static dev.freshet.rules.listings.Rows.chair;
import static dev.freshet.rules.listings.Rows.in;
import static dev.freshet.rules.listings.Rows.named;
import static dev.freshet.rules.listings.Rows.params;
import static dev.freshet.rules.listings.Rows.priced;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListingParams;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageFilterTest {

  private static final ListingParams ALL = params();

  @Test
  void aRowEntersLeavesOrStays() {
    assertThat(effect(ALL, null, CHAIR)).isEqualTo("COUNT");
    assertThat(effect(ALL, CHAIR, null)).isEqualTo("COUNT");
    assertThat(effect(ALL, CHAIR, chair(7, 2_000))).isEqualTo("STAY");
  }

  @Test
  void saysWhich() {
    ListingParams cheap = params("max_price", "10");
    ProductRow unknown = priced(OptionalLong.empty());

    assertThat(exact(cheap, chair(7, 5_000), chair(7, 500))).isEqualTo(Effect.ENTER);
    assertThat(exact(cheap, chair(7, 500), chair(7, 5_000))).isEqualTo(Effect.LEAVE);
    assertThat(exact(cheap, null, chair(7, 500))).isEqualTo(Effect.ENTER);
    assertThat(exact(cheap, chair(7, 500), null)).isEqualTo(Effect.LEAVE);
    assertThat(exact(cheap, unknown, chair(7, 500))).isEqualTo(Effect.UNSURE);
  }

  @Test
  void categories() {
    ListingParams third = params("category_id", "3");

    assertThat(effect(third, in(3, true), in(4, true))).isEqualTo("COUNT");
    assertThat(effect(third, in(4, true), in(3, true))).isEqualTo("COUNT");
    assertThat(effect(third, in(3, true), in(3, false))).isEqualTo("STAY");
    assertThat(effect(third, in(4, true), in(5, true))).isEqualTo("NONE");
    assertThat(effect(third, null, in(4, true))).isEqualTo("NONE");
  }

  @Test
  void stock() {
    assertThat(effect(params("in_stock", "true"), in(3, true), in(3, false))).isEqualTo("COUNT");
    assertThat(effect(params("in_stock", "false"), in(3, true), in(3, false))).isEqualTo("COUNT");
    assertThat(effect(params("in_stock", "false"), in(3, true), in(4, true))).isEqualTo("NONE");
    assertThat(effect(ALL, in(3, true), in(3, false))).isEqualTo("STAY");
  }

  @ParameterizedTest
  @CsvSource({
    "999, 1000, COUNT",
    "1000, 2000, STAY",
    "2000, 2001, COUNT",
    "999, 2001, NONE",
    "0, 1, NONE"
  })
  void pricesFromAndToAreInclusive(long before, long after, String effect) {
    ListingParams between = params("min_price", "10", "max_price", "20");

    assertThat(effect(between, chair(7, before), chair(7, after))).isEqualTo(effect);
  }

  @Test
  void noPriceIsBetweenBoundsThatAreTheWrongWayRound() {
    assertThat(effect(params("min_price", "20", "max_price", "10"), null, chair(7, 1_500)))
        .isEqualTo("NONE");
  }

  @Test
  void anUnknownPriceMayBeAnywhere() {
    ListingParams cheap = params("max_price", "10");
    ProductRow unknown = priced(OptionalLong.empty());

    assertThat(effect(cheap, unknown, chair(7, 5_000))).isEqualTo("COUNT");
    assertThat(effect(cheap, unknown, chair(7, 500))).isEqualTo("COUNT");
    assertThat(effect(cheap, unknown, unknown)).isEqualTo("COUNT");
    assertThat(effect(ALL, unknown, unknown)).isEqualTo("STAY");
  }

  @Test
  void everyConditionMustHold() {
    ListingParams both = params("category_id", "3", "max_price", "20", "q", "chair");

    assertThat(effect(both, chair(7, 3_000), chair(7, 1_000))).isEqualTo("COUNT");
    assertThat(effect(both, in(4, true), in(4, false))).isEqualTo("NONE");
    assertThat(effect(both, named("Lamp"), named("Lamp shade"))).isEqualTo("NONE");
  }

  @ParameterizedTest
  @CsvSource({
    "chair, Oak chair, Table, COUNT",
    "chair, Oak chair, A chair, STAY",
    "table, Oak TABLE, A table, STAY",
    "chair, Oak, Table, NONE",
    "%, a, 100%, COUNT",
    "_, a, a_b, COUNT",
    "iron, IRON, iron, STAY",
    "iron, İron, Iron bar, COUNT",
    "ärmel, Ärmel, ÄRMEL, COUNT",
    "ärmel, Lampe, Tisch, NONE",
    "k, \u212A, x, COUNT",
    "ſ, ſ, s, COUNT",
    // Renamed from Cafe, it has the dot that it had not.
    "\u0307, Cafe, C\u0307afe, COUNT",
    "\u0378, Chair, Table, COUNT",
    "chair, \u0378, Table, COUNT"
  })
  void searches(String q, String before, String after, String effect) {
    assertThat(effect(params("q", q), named(before), named(after))).isEqualTo(effect);
  }

  @ParameterizedTest
  @CsvSource({"ärmel, Ärmel", "iron, IRON", "\u0378, Chair"})
  void anEqualNameStaysWhateverIsMadeOfIt(String q, String name) {
    assertThat(effect(params("q", q), named(name), named(name))).isEqualTo("STAY");
  }

  @Test
  void oneUnknownPriceIsEnough() {
    ListingParams cheap = params("max_price", "10");

    assertThat(effect(cheap, chair(7, 500), priced(OptionalLong.empty()))).isEqualTo("COUNT");
    assertThat(effect(cheap, priced(OptionalLong.empty()), chair(7, 500))).isEqualTo("COUNT");
  }

  @Test
  void filtersAreEqualIfTheyHaveTheSameConditions() {
    assertThat(filter("q", "Chair", "sort", "price", "page", "2"))
        .isEqualTo(filter("q", "chair"))
        .hasSameHashCodeAs(filter("q", "chair"));
    assertThat(filter("q", "s")).isNotEqualTo(filter("q", "ſ"));
    assertThat(filter("q", "\u0307")).isNotEqualTo(filter());
    assertThat(filter("q", "\u0378")).isNotEqualTo(filter("q", "\u0379"));
    assertThat(filter("in_stock", "true")).isNotEqualTo(filter());
    assertThat(filter("category_id", "3")).isNotEqualTo(filter("category_id", "4"));
    assertThat(filter("min_price", "1")).isNotEqualTo(filter("max_price", "1"));
    assertThat(filter("min_price", "1")).isNotEqualTo(filter("min_price", "2"));
  }

  private static PageFilter filter(String... query) {
    return new PageFilter(params(query));
  }

  /** Whichever of those that change the total. */
  private static String effect(
      ListingParams params, @Nullable ProductRow before, @Nullable ProductRow after) {
    Effect effect = exact(params, before, after);
    return effect.changesTotal() ? "COUNT" : effect.name();
  }

  private static Effect exact(
      ListingParams params, @Nullable ProductRow before, @Nullable ProductRow after) {
    return new PageFilter(params)
        .effect(
            before == null ? null : new RowImage(before),
            after == null ? null : new RowImage(after));
  }
}
