package dev.freshet.testkit;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.Kind;
import dev.freshet.rules.Rules;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.assertj.core.api.AssertProvider;

/**
 * What changes have deleted. AssertJ's {@code assertThat} gives an {@link InvalidationsAssert}.
 *
 * <p>A key counts as deleted by every change that makes it wrong, whether or not it was cached; a
 * listing's or a category page's only if the page was registered, as {@link Freshet#cachedListing}
 * and {@link Freshet#cached} do.
 */
public final class Invalidations implements AssertProvider<InvalidationsAssert> {

  private final Set<CacheKey> deleted;
  private final Set<Kind> purged;
  private final Set<CacheKey> pages;
  private final Supplier<List<String>> explanation;
  private final Rules rules;

  /**
   * @param pages those that were registered when the changes were applied
   * @param explanation why, for people
   */
  Invalidations(
      Set<CacheKey> deleted,
      Set<Kind> purged,
      Set<CacheKey> pages,
      Supplier<List<String>> explanation,
      Rules rules) {
    this.deleted = Set.copyOf(deleted);
    this.purged = Set.copyOf(purged);
    this.pages = Set.copyOf(pages);
    this.explanation = explanation;
    this.rules = rules;
  }

  /** The keys that were deleted one by one. */
  public Set<CacheKey> deleted() {
    return deleted;
  }

  /** The kinds of which every value was deleted. */
  public Set<Kind> purged() {
    return purged;
  }

  /** Lines of text: each change, and indented below it what it deletes, with the reasons. */
  public List<String> explanation() {
    return explanation.get();
  }

  @Override
  public InvalidationsAssert assertThat() {
    return new InvalidationsAssert(this);
  }

  /** Whether it is gone, alone or with its kind. */
  boolean includes(CacheKey key) {
    return deleted.contains(key) || purged.contains(key.kind());
  }

  /** Whether no change could find it, since nobody has registered it. */
  boolean isUnknownPage(CacheKey key) {
    return rules.pages().contains(key.kind()) && !pages.contains(key);
  }

  /** How keys are written. */
  KeySpace keys() {
    return rules.keys();
  }

  /** For AssertJ's own messages. */
  @Override
  public String toString() {
    return "deleted " + deleted + ", purged " + purged;
  }
}
