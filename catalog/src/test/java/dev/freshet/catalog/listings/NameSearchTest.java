package dev.freshet.catalog.listings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameSearchTest {

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
    assertThat(NameSearch.fold(one)).isEqualTo(NameSearch.fold(other));
  }

  @Test
  void everyTextFoldsToTheSameAsItsLowerCase() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (Character.isDefined(codePoint) && Character.getType(codePoint) != Character.SURROGATE) {
        String letter = Character.toString(codePoint);
        for (String text : List.of(letter, "A" + letter, letter + "A", letter + "\u0300")) {
          assertThat(NameSearch.fold(text.toLowerCase(Locale.ROOT)))
              .as("U+%x", codePoint)
              .isEqualTo(NameSearch.fold(text));
          assertThat(NameSearch.fold(NameSearch.fold(text))).isEqualTo(NameSearch.fold(text));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"a, ä", "ß, ss", "o, 0", "日, 本"})
  void otherLettersDoNot(String one, String other) {
    assertThat(NameSearch.fold(one)).isNotEqualTo(NameSearch.fold(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lamp", "50% of_f", "bac\\lah", "x-1"})
  void whatCollationsTreatAlikeIsLeftToThem(String q) {
    Map<String, Object> parameters = new HashMap<>();

    String condition = NameSearch.of(q).condition(parameters);

    assertThat(condition).isEqualTo("name ilike :plain escape '\\'");
    assertThat(parameters)
        .containsExactly(Map.entry("plain", "%" + q.replaceAll("[\\\\%_]", "\\\\$0") + "%"));
  }

  @Test
  void theRestIsComparedAsItFolds() {
    Map<String, Object> parameters = new HashMap<>();

    String condition = NameSearch.of("i\u0307t%ς").condition(parameters);

    assertThat(condition).contains(" and translate(name, :variants, :folded) like :pattern ");
    assertThat(parameters)
        .containsEntry("plain", "%%%t\\%%%")
        .containsEntry("variants", "IİıTΣς\u0307")
        .containsEntry("folded", "iiitσσ")
        .containsEntry("pattern", "%it\\%σ%");
  }

  @Test
  void dotsAloneAreSearchedForThemselves() {
    Map<String, Object> parameters = new HashMap<>();

    String unused = NameSearch.of("\u0307").condition(parameters);

    assertThat(parameters).containsEntry("pattern", "%\u0307%").containsEntry("variants", "");
  }
}
