package dev.freshet.rules.listings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterCaseTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "Chair", "日本", "\uE000", "\uD83D\uDE00"})
  void whatUnicodeHasIsKnown(String text) {
    assertThat(LetterCase.isKnown(text)).isTrue();
  }

  @Test
  void whatUnicodeMayHaveOneDayIsNot() {
    assertThat(LetterCase.isKnown("a\u0378")).isFalse();
  }

  @Test
  void onlyAsciiIsInLowerCaseForCertain() {
    assertThat(LetterCase.lowerAscii("IKEA Ärmel Z")).isEqualTo("ikea Ärmel z");
  }
}
