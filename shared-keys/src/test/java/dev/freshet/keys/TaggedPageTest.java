package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaggedPageTest {

  private static final Kind PAGE = new Kind("page");
  private static final KeySpace KEYS =
      new KeySpace(new Namespace("shop"), Map.of(PAGE, List.of(new KeyTemplate("page:{id}"))));
  private static final CacheKey KEY = new CacheKey(PAGE, "page:7");
  private static final Tags TAGS = new Tags(Set.of("shows:42", "category:12"));

  @Test
  void hasTheFieldsThatOtherProgramsWrite() {
    assertThat(TaggedPage.of(KEY, TAGS).fields())
        .isEqualTo(Map.of("key", "page:7", "tags", "category:12 shows:42"));
    assertThat(TaggedPage.complete(KEY, Tags.NONE).fields())
        .isEqualTo(Map.of("key", "page:7", "tags", "", "complete", ""));
    assertThat(new ShownTags("17-0", TAGS).fields())
        .isEqualTo(Map.of("of", "17-0", "tags", "category:12 shows:42"));
  }

  @Test
  void isReadBackFromItsFields() {
    for (TaggedPage page : List.of(TaggedPage.of(KEY, TAGS), TaggedPage.complete(KEY, TAGS))) {
      assertThat(TaggedPage.isIn(page.fields())).isTrue();
      assertThat(TaggedPage.of(page.fields(), KEYS)).contains(page);
      assertThat(ShownTags.isIn(page.fields())).isFalse();
    }
    ShownTags shown = new ShownTags("17-0", Tags.NONE);
    assertThat(ShownTags.isIn(shown.fields())).isTrue();
    assertThat(ShownTags.of(shown.fields())).contains(shown);
    assertThat(TaggedPage.isIn(shown.fields())).isFalse();
  }

  @Test
  void isNeitherAListingNorWhatOneShows() {
    assertThat(TaggedPage.isIn(Map.of("category", "7"))).isFalse();
    assertThat(ShownTags.isIn(PageContent.ofProducts("17-0", List.of(RowId.of(1))).fields()))
        .isFalse();
  }

  @Test
  void anythingMalformedIsNone() {
    assertThat(TaggedPage.of(Map.of("key", "page:7"), KEYS)).isEmpty();
    assertThat(TaggedPage.of(Map.of("key", "page:7", "tags", "ü"), KEYS)).isEmpty();
    assertThat(TaggedPage.of(Map.of("key", "other:7", "tags", "a"), KEYS)).isEmpty();
    assertThat(TaggedPage.key(Map.of("key", "page:7", "tags", "ü"), KEYS)).contains(KEY);
    assertThat(ShownTags.of(Map.of("of", "17-0", "tags", "ü"))).isEmpty();
    assertThat(ShownTags.of(Map.of("tags", "a"))).isEmpty();
  }
}
