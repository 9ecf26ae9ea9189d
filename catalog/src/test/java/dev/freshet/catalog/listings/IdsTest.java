package dev.freshet.catalog.listings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  @Test
  void readsDigits() {
    assertThat(Ids.parse("id", "1")).isEqualTo(1);
    assertThat(Ids.parse("id", "007")).isEqualTo(7);
    assertThat(Ids.parse("id", "0".repeat(1000) + "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "000",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x1",
        " 1",
        "1 ",
        "\u0661",
        "\uff11",
        "9223372036854775808",
        "18446744073709551617",
        "100000000000000000000000000000000000001"
      })
  void refusesEverythingElse(String text) {
    assertThatExceptionOfType(InvalidParameterException.class)
        .isThrownBy(() -> Ids.parse("id", text))
        .withMessage("id must be a whole number from 1 to 9223372036854775807")
        .satisfies(e -> assertThat(e.field()).isEqualTo("id"));
  }
}
