package dev.freshet.testkit;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;

/** Says what changes must have deleted. A failure tells what they did delete, and why. */
public final class InvalidationsAssert extends AbstractAssert<InvalidationsAssert, Invalidations> {

  private static final int MOST_LINES = 60;

  private final Set<CacheKey> namedKeys = new HashSet<>();
  private final Set<Kind> namedKinds = new TreeSet<>();

  InvalidationsAssert(Invalidations actual) {
    super(actual, InvalidationsAssert.class);
  }

  /**
   * These are gone, alone or because all of their kind is.
   *
   * @throws IllegalArgumentException if one of them is no key of a cached value
   */
  public InvalidationsAssert deleted(String... keys) {
    List<CacheKey> all = Keys.parse(actual.keys(), keys);
    namedKeys.addAll(all);
    check(
        "These should have been deleted and were not:",
        all.stream().filter(key -> !actual.includes(key)).map(this::describe));
    return this;
  }

  /**
   * These were left alone.
   *
   * @throws IllegalArgumentException if one of them is no key of a cached value
   */
  public InvalidationsAssert kept(String... keys) {
    check(
        "These should have been kept and were deleted:",
        Keys.parse(actual.keys(), keys).stream().filter(actual::includes).map(CacheKey::name));
    return this;
  }

  /** Of these kinds every value is gone, such as after a TRUNCATE. */
  public InvalidationsAssert purged(Kind... kinds) {
    namedKinds.addAll(List.of(kinds));
    check(
        "Of these kinds every value should have been deleted and was not:",
        Arrays.stream(kinds).filter(kind -> !actual.purged().contains(kind)).map(Kind::name));
    return this;
  }

  /** Nothing was deleted but what was named before. */
  public InvalidationsAssert andNothingElse() {
    check(
        "These were deleted too:",
        Stream.concat(
            actual.deleted().stream().filter(key -> !namedKeys.contains(key)).map(CacheKey::name),
            actual.purged().stream()
                .filter(kind -> !namedKinds.contains(kind))
                .map(this::describe)));
    return this;
  }

  /** Nothing was deleted at all. */
  public InvalidationsAssert nothing() {
    return andNothingElse();
  }

  private void check(String title, Stream<String> wrong) {
    List<String> lines = wrong.sorted().toList();
    if (!lines.isEmpty()) {
      failWithMessage("%s", message(title, lines));
    }
  }

  private String message(String title, List<String> wrong) {
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.addAll(indented(wrong));
    lines.add("Deleted:");
    List<String> deleted =
        Stream.concat(
                actual.purged().stream().map(this::describe).sorted(),
                actual.deleted().stream().map(CacheKey::name).sorted())
            .toList();
    lines.addAll(indented(deleted.isEmpty() ? List.of("nothing") : deleted));
    lines.add("Why, by change:");
    lines.addAll(indented(actual.explanation()));
    return lines.stream().collect(Collectors.joining("\n"));
  }

  private String describe(CacheKey key) {
    return actual.isUnknownPage(key)
        ? key
            + " (nobody has registered this page, so no change looks for it: %s)"
                .formatted(remedy(key))
        : key.name();
  }

  private static String remedy(CacheKey key) {
    return key.kind().equals(CatalogKeys.LISTING)
        ? "call cachedListing first"
        : "call cached(\"%s\") first".formatted(key);
  }

  private String describe(Kind kind) {
    return actual.keys().commonPrefix(List.of(kind)) + "* (every value)";
  }

  private static List<String> indented(Collection<String> lines) {
    List<String> indented =
        lines.stream().limit(MOST_LINES).map(line -> "  " + line).collect(Collectors.toList());
    if (lines.size() > MOST_LINES) {
      indented.add("  ... and %d lines more".formatted(lines.size() - MOST_LINES));
    }
    return indented;
  }
}
