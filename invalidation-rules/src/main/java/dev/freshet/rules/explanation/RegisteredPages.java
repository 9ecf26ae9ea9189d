package dev.freshet.rules.explanation;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.TaggedPage;
import dev.freshet.rules.Rules;
import dev.freshet.rules.listings.Effect;
import dev.freshet.rules.listings.ListingIndex;
import dev.freshet.rules.listings.ProductChange;
import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The pages that were registered when this was read, by the index that the service uses. */
public final class RegisteredPages {

  private final ListingIndex index;
  private final Map<CacheKey, ListingParams> params;
  private final Set<CacheKey> keys;

  private RegisteredPages(
      ListingIndex index, Map<CacheKey, ListingParams> params, Set<CacheKey> keys) {
    this.index = index;
    this.params = params;
    this.keys = Set.copyOf(keys);
  }

  /**
   * Reads the registry, and changes nothing in it.
   *
   * @param rules that find the pages
   * @throws RuntimeException if Redis does not do it
   */
  public static RegisteredPages readFrom(RegistryStream registry, Rules rules)
      throws InterruptedException {
    Map<CacheKey, ListingParams> params = new HashMap<>();
    Set<CacheKey> keys = new HashSet<>();
    ReadRegistry read = new ReadRegistry(registry);
    ListedPages listed = rules.listedPages();
    ListingIndex index =
        new ListingIndex(read, Integer.MAX_VALUE, () -> {}, rules.tagIndex(why -> {}), listed);
    if (!registry.read(new StreamId(0, 0), 1).isEmpty()) {
      index.refresh();
    }
    for (RegistryStream.Entry entry : read.entries()) {
      listed.registered(entry.fields()).ifPresent(page -> params.put(page.key(), page.params()));
      TaggedPage.key(entry.fields(), rules.keys()).ifPresent(keys::add);
    }
    keys.addAll(params.keySet());
    return new RegisteredPages(index, params, keys);
  }

  /** The pages. */
  public Set<CacheKey> keys() {
    return keys;
  }

  /**
   * Those that a change with this tag may have made wrong.
   *
   * @param change in words
   */
  Stream<Affected> tagged(String tag, String change) {
    return index.tagged(Set.of(tag)).stream()
        .map(CacheKey::name)
        .sorted()
        .map(
            name ->
                new Affected(
                    name, "it is tagged %s, or not known not to be: %s".formatted(tag, change)));
  }

  /** The pages that the change alters. Each change is compared with all pages. */
  List<Affected> affectedBy(ProductChange change) {
    return index.alteredBy(List.of(change)).effects().entrySet().stream()
        .sorted(Comparator.comparing(page -> page.getKey().name()))
        .map(page -> affected(page.getKey(), page.getValue(), change))
        .toList();
  }

  private Affected affected(CacheKey key, Effect effect, ProductChange change) {
    Optional<ListingParams> page = Optional.ofNullable(params.get(key));
    String what =
        key.kind().equals(ListedPages.LISTING)
            ? key + page.map(of -> " " + of.canonical()).orElse("")
            : key.name();
    return new Affected(
        what, page.map(of -> PageReason.of(effect, of, change)).orElse("it may show the product"));
  }
}
