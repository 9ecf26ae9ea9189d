package dev.freshet.rules.explanation;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.rules.listings.Effect;
import dev.freshet.rules.listings.ListingIndex;
import dev.freshet.rules.listings.ProductChange;
import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages that were registered when this was read, by the index that the service uses. */
public final class RegisteredPages {

  private final ListingIndex index;
  private final Map<CacheKey, ListingParams> params;

  private RegisteredPages(ListingIndex index, Map<CacheKey, ListingParams> params) {
    this.index = index;
    this.params = params;
  }

  /**
   * Reads the registry, and changes nothing in it.
   *
   * @throws RuntimeException if Redis does not do it
   */
  public static RegisteredPages readFrom(RegistryStream registry) throws InterruptedException {
    Map<CacheKey, ListingParams> params = new HashMap<>();
    ReadRegistry read = new ReadRegistry(registry);
    ListingIndex index = new ListingIndex(read, Integer.MAX_VALUE, () -> {});
    if (!registry.read(new StreamId(0, 0), 1).isEmpty()) {
      index.refresh();
    }
    read.entries()
        .forEach(
            entry ->
                ListedPage.of(entry.fields())
                    .ifPresent(page -> params.put(page.key(), page.params())));
    return new RegisteredPages(index, params);
  }

  /** How many pages there are. */
  public int size() {
    return params.size();
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
        key.kind().equals(CatalogKeys.LISTING)
            ? key + page.map(of -> " " + of.canonical()).orElse("")
            : key.name();
    return new Affected(
        what, page.map(of -> PageReason.of(effect, of, change)).orElse("it may show the product"));
  }
}
