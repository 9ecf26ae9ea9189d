package dev.freshet.rules.tags;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TagIndexTest {

  private static final Kind PAGE = new Kind("page");
  private static final Kind PRODUCT = new Kind("product");
  private static final int ROOM = 100;

  private final List<TagRefusal> refusals = new ArrayList<>();
  private final TagIndex index =
      new TagIndex(
          new KeySpace(
              new Namespace("shop"),
              Map.of(
                  PAGE, List.of(new KeyTemplate("page:{id}")),
                  PRODUCT, List.of(new KeyTemplate("product:{id}")))),
          Set.of(PAGE),
          List.of(Tags.template("shows:{id:int}"), Tags.template("category:{id}")),
          refusals::add);
  private int added;

  @Test
  void aPageIsFoundByEachOfItsTags() {
    String first = add(TaggedPage.of(key(1), tags("category:a")));
    show(first, "shows:1", "shows:2", "category:a");
    add(TaggedPage.complete(key(2), tags("category:b")));

    assertThat(index.alteredBy(List.of("category:a"))).containsExactly(key(1));
    assertThat(index.alteredBy(List.of("shows:2"))).containsExactly(key(1));
    assertThat(index.alteredBy(List.of("shows:1", "category:b")))
        .containsExactlyInAnyOrder(key(1), key(2));
    assertThat(index.alteredBy(List.of("shows:3"))).isEmpty();
  }

  @Test
  void aPageOfWhichItIsNotKnownWhatItShowsMayShowAnything() {
    String id = add(TaggedPage.of(key(1), tags("category:a")));

    assertThat(index.alteredBy(List.of("shows:9"))).containsExactly(key(1));
    assertThat(index.alteredBy(List.of())).isEmpty();

    show(id);
    assertThat(index.alteredBy(List.of("shows:9"))).isEmpty();
    assertThat(index.alteredBy(List.of("category:a"))).containsExactly(key(1));
  }

  @Test
  void eachRegistrationOfAPageCounts() {
    show(add(TaggedPage.of(key(1), Tags.NONE)), "shows:1");
    show(add(TaggedPage.of(key(1), Tags.NONE)), "shows:2");

    assertThat(index.size()).isEqualTo(2);
    assertThat(index.alteredBy(List.of("shows:1"))).containsExactly(key(1));
    index.forget(Set.of(key(1)));
    assertThat(index.alteredBy(List.of("shows:1", "shows:2"))).isEmpty();
    assertThat(index.size()).isZero();
  }

  @Test
  void whatAForgottenPageShowsDoesNotMatter() {
    String id = add(TaggedPage.of(key(1), Tags.NONE));
    index.forget(Set.of(key(1)));

    show(id, "shows:1");
    show("99-9", "shows:1");

    assertThat(index.alteredBy(List.of("shows:1"))).isEmpty();
    assertThat(refusals).isEmpty();
  }

  @Test
  void theDeadAreForgotten() {
    String first = add(TaggedPage.of(key(1), tags("category:a")));
    String second = add(TaggedPage.of(key(1), tags("category:b")));
    add(TaggedPage.of(key(2), tags("category:a")));
    show(first);
    show(second);

    index.trim(2, 0);

    assertThat(index.size()).isEqualTo(2);
    assertThat(index.alteredBy(List.of("category:a"))).containsExactly(key(2));
    index.trim(4, 4);
    assertThat(index.size()).isZero();
  }

  @Test
  void whatComesTooLateIsNotTaken() {
    String id = add(TaggedPage.of(key(1), Tags.NONE));
    index.trim(0, 2);

    show(id, "shows:1");

    assertThat(index.alteredBy(List.of("shows:9"))).containsExactly(key(1));
  }

  @Test
  void whatCannotBeFollowedIsRefused() {
    refused(TaggedPage.of(key(1), tags("colour:red")).fields(), TagRefusal.UNKNOWN);
    refused(TaggedPage.of(key(1), tags("shows:red")).fields(), TagRefusal.UNKNOWN);
    refused(Map.of("key", "page:1", "tags", "ü"), TagRefusal.INVALID);
    refused(Map.of("key", "page:1"), TagRefusal.INVALID);
    refused(Map.of("key", "product:1", "tags", "category:a"), TagRefusal.KIND);
    assertThat(index.key(Map.of("key", "other:1", "tags", ""))).isEmpty();
    assertThat(index.size()).isZero();
  }

  @Test
  void whatAPageShowsIsRefusedToo() {
    String id = add(TaggedPage.of(key(1), Tags.NONE));
    assertThat(index.show(new ShownTags(id, tags("colour:red")).fields(), ROOM)).contains(key(1));

    String next = add(TaggedPage.of(key(2), tags("category:a")));
    assertThat(index.show(new ShownTags(next, numbered(Tags.MOST)).fields(), ROOM))
        .contains(key(2));
    assertThat(refusals).containsExactly(TagRefusal.UNKNOWN, TagRefusal.INVALID);
    // Until it is deleted it may show anything.
    assertThat(index.alteredBy(List.of("shows:7"))).containsExactly(key(1), key(2));
  }

  @Test
  void aPageWithManyTagsCountsForSeveral() {
    add(TaggedPage.complete(key(1), numbered(TagIndex.TAGS_OF_ONE)));
    assertThat(index.size()).isEqualTo(1);
    show(add(TaggedPage.of(key(2), tags("category:a"))), "shows:1");
    assertThat(index.size()).isEqualTo(2);
    add(TaggedPage.complete(key(3), numbered(TagIndex.TAGS_OF_ONE + 1)));
    assertThat(index.size()).isEqualTo(4);

    Map<String, String> large =
        TaggedPage.complete(key(4), numbered(TagIndex.TAGS_OF_ONE * 3)).fields();
    assertThat(index.add("9-0", 9, large, 2)).isFalse();
    assertThat(refusals).containsExactly(TagRefusal.FULL);
    assertThat(index.add("9-1", 9, large, 3)).isTrue();
    assertThat(index.size()).isEqualTo(7);
    index.clear();
    assertThat(index.size()).isZero();
  }

  private void refused(Map<String, String> fields, TagRefusal why) {
    refusals.clear();
    assertThat(index.key(fields)).isPresent();
    assertThat(index.add("1-0", 1, fields, ROOM)).isFalse();
    assertThat(refusals).containsExactly(why);
  }

  private String add(TaggedPage page) {
    added++;
    String id = added + "-0";
    assertThat(index.add(id, added, page.fields(), ROOM)).isTrue();
    return id;
  }

  private void show(String id, String... tags) {
    assertThat(index.show(new ShownTags(id, tags(tags)).fields(), ROOM)).isEmpty();
  }

  private static CacheKey key(int id) {
    return new CacheKey(PAGE, "page:" + id);
  }

  private static Tags tags(String... tags) {
    return new Tags(Set.of(tags));
  }

  private static Tags numbered(int count) {
    return new Tags(
        IntStream.rangeClosed(1, count).mapToObj(i -> "shows:" + i).collect(Collectors.toSet()));
  }
}
