package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageContentTest {

  private static final PageContent NAMES = PageContent.ofProducts("17-0", ids("9", "2", "5"));
  private static final PageContent SPAN =
      PageContent.ofSpan("17-0", RowId.of(9), -1_000, RowId.of(2), 1_999);
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

  /** Those that numbers have had always. */
  @Test
  void idsAreWrittenAsInKeys() {
    String uuid = "0190a5c8-0000-7000-8000-00000000abcd";
    PageContent content =
        PageContent.ofProducts("17-0", ids("-5", "007", uuid, "a,b", "%41", "hüte & co", "日本"));

    assertThat(content.fields())
        .containsEntry(
            "ids", "-5,007," + uuid + ",a%2Cb,%2541,h%C3%BCte%20%26%20co,%E6%97%A5%E6%9C%AC");
    assertThat(PageContent.of(content.fields())).contains(content);
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
    "ids, '9,a b'",
    "ids, '9,ü'",
    "ids, '9,%41'",
    "ids, '9,%2c'",
    "ids, '9,%FF'",
    "ids, '9,%C3'",
    "ids, '9,%00'",
    "ids, '9,%2'",
    "ids, '9,%-1'",
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

  private static List<RowId> ids(String... ids) {
    return Stream.of(ids).map(RowId::new).toList();
  }
}
