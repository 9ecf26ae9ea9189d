package dev.freshet.rules.listings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.RowId;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesException;
import dev.freshet.rules.RulesFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pages under tags are read, lost, refused and forgotten as listings are. */
class TaggedPagesTest {

  private static final Kind PAGE = new Kind("page");

  private static final Rules RULES = rules();

  private final FakeRegistry registry = new FakeRegistry();
  private int malformed;
  private final ListingIndex index = index(10);

  @Test
  void areFoundByTheirTags() throws Exception {
    StreamId id = registry.add(TaggedPage.of(key(1), tags("category:1")).fields());
    index.refresh();
    assertThat(index.tagged(List.of("shows:9"))).containsExactly(key(1));

    registry.add(new ShownTags(id.toString(), tags("shows:7")).fields());
    index.refresh();

    assertThat(index.tagged(List.of("shows:7"))).containsExactly(key(1));
    assertThat(index.tagged(List.of("category:1"))).containsExactly(key(1));
    assertThat(index.tagged(List.of("shows:9"))).isEmpty();
    index.forgetTagged(Set.of(key(1)));
    assertThat(index.tagged(List.of("shows:7"))).isEmpty();
    assertThat(index.size()).isZero();
  }

  @Test
  void surviveARestartIfTheRegistryReachesBackFarEnough() throws Exception {
    registry.add(Map.of("mark", ""));
    registry.now += Lifetimes.REGISTRATION.toMillis() + 1;
    StreamId id = registry.add(TaggedPage.of(key(1), tags("category:1")).fields());
    registry.add(new ShownTags(id.toString(), Tags.NONE).fields());

    ListingIndex restarted = index(10);
    restarted.refresh();

    assertThat(restarted.isComplete()).isTrue();
    assertThat(restarted.tagged(List.of("category:1"))).containsExactly(key(1));
  }

  @Test
  void mayBeMissingWhenTheRegistryIsYoungOrLost() throws Exception {
    registry.add(TaggedPage.of(key(1), tags("category:1")).fields());
    index.refresh();
    assertThat(index.isComplete()).isFalse();
    index.clear();
    assertThat(index.tagged(List.of("category:1"))).isEmpty();
    assertThat(index.size()).isZero();

    registry.entries.clear();
    index.refresh();

    assertThat(index.isComplete()).isFalse();
  }

  @Test
  void countWithListingsAndAreRefusedBeyondTheMost() throws Exception {
    ListingIndex small = index(2);
    registry.add(ListedPages.CATALOG.category(RowId.of(1)).fields());
    registry.add(TaggedPage.of(key(1), tags("category:1")).fields());
    registry.add(TaggedPage.of(key(2), tags("category:1")).fields());

    small.refresh();

    assertThat(small.size()).isEqualTo(2);
    assertThat(small.refused()).containsExactly(key(2));
    assertThat(registry.full).isTrue();
    small.forgetRefused();
    small.forgetTagged(Set.of(key(1)));
    small.trim();
    assertThat(registry.full).isFalse();
  }

  @Test
  void whatCannotBeFollowedIsDeletedAndForgotten() throws Exception {
    StreamId id = registry.add(TaggedPage.of(key(1), tags("category:1")).fields());
    registry.add(new ShownTags(id.toString(), tags("colour:red")).fields());
    registry.add(TaggedPage.of(key(2), tags("colour:red")).fields());
    registry.add(Map.of("key", "page:3"));
    index.refresh();
    index.clear();
    registry.add(Map.of("key", "nobody's", "tags", ""));
    index.refresh();
    assertThat(malformed).isEqualTo(1);
    assertThat(index.isComplete()).isTrue();

    ListingIndex again = index(10);
    again.refresh();
    assertThat(again.refused()).containsExactlyInAnyOrder(key(1), key(2), key(3));
    assertThat(again.tagged(List.of("category:1"))).containsExactly(key(1));
    again.forgetRefused();
    assertThat(again.tagged(List.of("category:1"))).isEmpty();
  }

  @Test
  void areForgottenWhenTheyAreDead() throws Exception {
    registry.add(TaggedPage.of(key(1), tags("category:1")).fields());
    index.refresh();
    registry.now += Lifetimes.REGISTRATION.toMillis() + 1;

    index.trim();

    assertThat(index.size()).isZero();
  }

  private ListingIndex index(int maxPages) {
    return new ListingIndex(
        registry, maxPages, () -> malformed++, RULES.tagIndex(why -> {}), ListedPages.CATALOG);
  }

  private static Rules rules() {
    try {
      return RulesFile.parse(
          "rules.yml",
          """
          freshet: 1
          kinds: { page: { key: "page:{id}", pages: true } }
          tables: { products: { tags: ["shows:{id}", "category:{category_id}"] } }
          """);
    } catch (RulesException e) {
      throw new AssertionError(e);
    }
  }

  private static CacheKey key(int id) {
    return new CacheKey(PAGE, "page:" + id);
  }

  private static Tags tags(String... tags) {
    return new Tags(Set.of(tags));
  }
}
