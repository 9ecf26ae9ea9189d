package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageContentTest {

  private static final PageContent NAMES = PageContent.ofProducts("17-0", List.of(9L, 2L, 5L));
  private static final PageContent SPAN = PageContent.ofSpan("17-0", 9, -1_000, 2, 1_999);
  private static final PageContent EMPTY = PageContent.ofProducts("17-0", List.of());

  @Test
  void hasTheFieldsThatOtherProgramsWrite() {
    assertThat(NAMES.fields()).isEqualTo(Map.of("of", "17-0", "ids", "9,2,5"));
    assertThat(SPAN.fields())
        .isEqualTo(Map.of("of", "17-0", "ids", "9,2", "first", "-1000", "last", "1999"));
    assertThat(EMPTY.fields()).isEqualTo(Map.of("of", "17-0", "ids", ""));
  }

  @Test
  void isReadBackFromItsFields() {
    for (PageContent content : List.of(NAMES, SPAN, EMPTY)) {
      assertThat(PageContent.isIn(content.fields())).isTrue();
      assertThat(PageContent.of(content.fields())).contains(content);
    }
  }

  @Test
  void aRegistrationIsNoContent() {
    assertThat(PageContent.isIn(Map.of("category", "7"))).isFalse();
    assertThat(PageContent.of(Map.of("category", "7"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ids, '9,'",
    "ids, '9;2'",
    "ids, '9,2,3'",
    "ids, ''",
    "ids, '99999999999999999999,2'",
    "first, ''",
    "first, 1.5",
    "last, x"
  })
  void anythingMalformedIsNone(String field, String value) {
    Map<String, String> fields = new HashMap<>(SPAN.fields());
    fields.put(field, value);

    assertThat(PageContent.of(fields)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"of", "ids", "first", "last"})
  void aMissingFieldMakesItNone(String field) {
    Map<String, String> fields = new HashMap<>(SPAN.fields());
    fields.remove(field);

    assertThat(PageContent.of(fields)).isEmpty();
  }
}
