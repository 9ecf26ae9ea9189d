package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {

  @Test
  void areReadBackFromTheirText() {
    Tags tags = new Tags(Set.of("shows:42", "category:caf%C3%A9", "all"));

    assertThat(tags.text()).isEqualTo("all category:caf%C3%A9 shows:42");
    assertThat(Tags.parse(tags.text())).contains(tags);
    assertThat(Tags.NONE.text()).isEmpty();
    assertThat(Tags.parse("")).contains(Tags.NONE);
  }

  @Test
  void whatATemplateWritesIsATag() {
    KeyTemplate template = Tags.template("name:{name}:{id:uuid}");

    String tag = template.render(List.of("a b/ü%{}\n", "6f2d1f5e-41c5-4b0c-8a39-0c6f1f9f7b11"));

    assertThat(tag)
        .isEqualTo("name:a%20b%2F%C3%BC%25%7B%7D%0A:6f2d1f5e-41c5-4b0c-8a39-0c6f1f9f7b11");
    assertThat(Tags.of(List.of(tag))).isPresent();
  }

  /** The last three would be other tags than the ones that templates write. */
  @ParameterizedTest
  @ValueSource(
      strings = {" ", "a b", "a\n", "ü", "a{b", "a}", "a%", "a%4", "a%zz", "a%41", "a%c3", "a%2d"})
  void anythingElseIsNone(String text) {
    assertThat(Tags.of(List.of(text))).isEmpty();
    assertThat(Tags.of(List.of("a", text))).isEmpty();
    assertThatThrownBy(() -> new Tags(Set.of(text))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void areAsManyAndAsLongAsTheyMayBe() {
    assertThat(Tags.of(numbered(Tags.MOST))).isPresent();
    assertThat(Tags.of(numbered(Tags.MOST + 1))).isEmpty();
    assertThat(Tags.of(List.of("a".repeat(Tags.LONGEST)))).isPresent();
    assertThat(Tags.of(List.of("a".repeat(Tags.LONGEST + 1)))).isEmpty();
    assertThat(Tags.of(List.of(""))).isEmpty();
    assertThat(Tags.of(List.of("a", "a"))).contains(new Tags(Set.of("a")));
  }

  @Test
  void aTemplateThatCannotWriteThemIsNone() {
    assertThatThrownBy(() -> Tags.template("{id}"))
        .hasMessage("\"{id}\" does not begin with a word, such as category:{id}");
    assertThatThrownBy(() -> Tags.template("a b:{id}"))
        .hasMessage("\"a b:{id}\" is no tag: at most 200 visible ASCII characters, without %");
    assertThatThrownBy(() -> Tags.template("a:{id"))
        .hasMessage("a:{id has a brace that belongs to no placeholder {name}");
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "shows:" + i).toList();
  }
}
