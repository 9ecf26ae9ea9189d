package dev.freshet.invalidator.listings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaseFoldingTest {

  @ParameterizedTest
  @CsvSource({
    "CHAIR, chair",
    "ÄRMEL, ärmel",
    "ΣΊΣΥΦΟΣ, σίσυφος",
    "\u212A, k",
    "ſ, S",
    "İ, i",
    "I, ı",
    "i\u0307x, IX",
    "ǅ, ǆ",
    "\uD801\uDC00, \uD801\uDC28"
  })
  void lettersThatDifferInCaseFoldToTheSame(String one, String other) {
    assertThat(CaseFolding.fold(one)).isEqualTo(CaseFolding.fold(other));
  }

  /** Java's locales stand for the collations that treat letters in their own way. */
  @ParameterizedTest
  @ValueSource(strings = {"", "lt", "tr", "az", "el"})
  void everyTextFoldsToTheSameAsItsLowerCase(String language) {
    Locale locale = Locale.forLanguageTag(language);
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (Character.isDefined(codePoint) && Character.getType(codePoint) != Character.SURROGATE) {
        String letter = Character.toString(codePoint);
        for (String text :
            List.of(letter, "A" + letter, letter + "A", letter + "\u0300", "J" + letter)) {
          assertThat(CaseFolding.fold(text.toLowerCase(locale)))
              .as("U+%x", codePoint)
              .isEqualTo(CaseFolding.fold(text));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"a, ä", "ß, ss", "o, 0", "日, 本"})
  void otherLettersDoNot(String one, String other) {
    assertThat(CaseFolding.fold(one)).isNotEqualTo(CaseFolding.fold(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Chair", "日本", "\uE000", "\uD83D\uDE00"})
  void whatUnicodeHasIsKnown(String text) {
    assertThat(CaseFolding.isKnown(text)).isTrue();
  }

  @Test
  void whatUnicodeMayHaveOneDayIsNot() {
    assertThat(CaseFolding.isKnown("a\u0378")).isFalse();
  }

  @Test
  void onlyAsciiIsInLowerCaseForCertainAndNotTheI() {
    assertThat(CaseFolding.lowerWhereCertain("IKEA Ärmel Z")).isEqualTo("Ikea Ärmel z");
  }
}
