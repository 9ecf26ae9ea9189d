package dev.freshet.testkit;

import static dev.freshet.testkit.Changes.productChanged;
import static dev.freshet.testkit.Changes.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.explanation.Explanation;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InvalidationsAssertTest {

  private static final String LISTING = "products:list:0123456789abcdef";

  private final Invalidations priceChange =
      invalidations(
          Set.of(CatalogKeys.product(42), CatalogKeys.category(1)),
          Set.of(),
          productChanged(42).price("10.00", "12.00"));

  @Test
  void passesIfExactlyWhatIsNamedWasDeleted() {
    assertThat(priceChange)
        .deleted("product:42")
        .kept("product:43", LISTING)
        .deleted("products:category:1")
        .andNothingElse();
    assertThat(invalidations(Set.of(), Set.of(), productChanged(42).stock(5))).nothing();
  }

  @Test
  void tellsWhatWasDeletedTooAndWhy() {
    fails(
        () -> assertThat(priceChange).as("a price").deleted("product:42").andNothingElse(),
        """
        [a price] These were deleted too:
          products:category:1
        Deleted:
          product:42
          products:category:1
        Why, by change:
          update products id=42
            product:42: price 10.00 → 12.00; by id (catalog.yml:25)
            products:category:1: if the product is among its first 100 by name, or may move there
        """);
  }

  @Test
  void tellsWhatWasNotDeletedAndThatNobodyRegisteredAPage() {
    fails(
        () ->
            assertThat(priceChange)
                .deleted("product:42", "product:43", LISTING, "products:category:9"),
        """
        These should have been deleted and were not:
          product:43
          products:category:9 (nobody has registered this page, so no change looks for it: call \
        cached("products:category:9") first)
          products:list:0123456789abcdef (nobody has registered this page, so no change looks for \
        it: call cachedListing first)
        Deleted:
          product:42
          products:category:1
        """);
    fails(
        () ->
            assertThat(invalidations(Set.of(), Set.of(), productChanged(42).stock(5)))
                .deleted("product:42"),
        """
        These should have been deleted and were not:
          product:42
        Deleted:
          nothing
        Why, by change:
          update products id=42
            nothing: no column has changed\
        """);
  }

  @Test
  void tellsWhatShouldHaveBeenKept() {
    fails(
        () -> assertThat(priceChange).kept("product:42", "product:43"),
        """
        These should have been kept and were deleted:
          product:42
        Deleted:
        """);
  }

  @Test
  void aPurgeDeletesEveryKeyOfItsKindAndMustBeNamed() {
    Invalidations purge =
        invalidations(Set.of(), Set.of(CatalogKeys.PRODUCT), truncated("product_images"));

    assertThat(purge).deleted("product:42").purged(CatalogKeys.PRODUCT).andNothingElse();
    fails(
        () -> assertThat(purge).deleted("product:42").andNothingElse(),
        """
        These were deleted too:
          product:* (every value)
        """);
    fails(
        () -> assertThat(purge).purged(CatalogKeys.PRODUCT, CatalogKeys.LISTING),
        """
        Of these kinds every value should have been deleted and was not:
          listing
        """);
  }

  @Test
  void aLongExplanationIsCutShort() {
    Change[] changes =
        LongStream.rangeClosed(1, 100).mapToObj(Changes::imageAdded).toArray(Change[]::new);

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () -> assertThat(invalidations(Set.of(), Set.of(), changes)).deleted("product:101"))
        .withMessageEndingWith("\n  ... and 140 lines more");
  }

  @Test
  void refusesWhatIsNoKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assertThat(priceChange).deleted("produkt:42"))
        .withMessage(
            "no key of a cached value: 'produkt:42'; there are products:category:{id:int},"
                + " products:list:{hash:hex16}, product:{id:int}");
    assertThatIllegalArgumentException().isThrownBy(() -> assertThat(priceChange).deleted());
  }

  private static Invalidations invalidations(
      Set<CacheKey> deleted, Set<Kind> purged, Change... changes) {
    return new Invalidations(
        deleted,
        purged,
        Set.of(CatalogKeys.category(1)),
        () ->
            Stream.of(changes)
                .map(Change::toRowChange)
                .flatMap(change -> Explanation.byRule(RulesFile.bundled()).of(change).stream())
                .toList(),
        RulesFile.bundled());
  }

  private static void fails(ThrowingCallable assertion, String message) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(assertion)
        .withMessageStartingWith(message);
  }
}
