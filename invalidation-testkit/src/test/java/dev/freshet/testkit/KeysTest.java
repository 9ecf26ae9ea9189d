package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class KeysTest {

  @Test
  void parametersOfTheSameListingHaveTheSameKey() {
    assertThat(Keys.listing("category_id", "3", "max_price", "11"))
        .isEqualTo(Keys.listing("max_price", "11.00", "page", "1", "category_id", "3"));
  }

  @Test
  void refusesParametersThatTheApiWouldRefuse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keys.listing("sort", "colour"))
        .withMessageStartingWith("sort must be ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keys.listing("max_price", "cheap"))
        .withMessageStartingWith("max_price must be ");
  }

  @Test
  void refusesParametersThatListingsDoNotHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keys.listing("colour", "red"))
        .withMessage(
            "no parameter 'colour' of listings; there are category_id, min_price, max_price,"
                + " in_stock, q, sort, page, page_size");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Keys.listing("sort"))
        .withMessage("names and values in turn: there is no value for sort");
  }
}
