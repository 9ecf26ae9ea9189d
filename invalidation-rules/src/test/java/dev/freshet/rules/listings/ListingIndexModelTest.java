package dev.freshet.rules.listings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import dev.freshet.rules.tags.TagIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random orders of registrations, contents, changes, deletions, refusals, trims, losses and purges,
 * against a model that keeps a list of registrations and looks at each of them.
 */
class ListingIndexModelTest {

  private static final int STEPS = 400;
  private static final int MAX_PAGES = 60;

  private final FakeRegistry registry = new FakeRegistry();

  /** With keys that any id can be in. */
  private final ListedPages pages =
      new ListedPages(
          new KeySpace(
              new Namespace("shop"),
              Map.of(
                  ListedPages.LISTING, List.of(new KeyTemplate("shop:list:{hash:hex16}")),
                  ListedPages.CATEGORY, List.of(new KeyTemplate("shop:category:{id}")))));

  private final ListingIndex index =
      new ListingIndex(
          registry,
          MAX_PAGES,
          () -> {},
          new TagIndex(CatalogKeys.SPACE, Set.of(), List.of(), why -> {}),
          pages);
  private final List<Registered> model = new ArrayList<>();

  /** The ids of all registrations that there ever were, also of those that are gone. */
  private final List<StreamId> ids = new ArrayList<>();

  private final Set<CacheKey> refused = new HashSet<>();
  private final List<RegistryStream.Entry> unread = new ArrayList<>();
  private Random random = new Random();
  private IdType type = IdType.BIGINT;

  static Stream<Arguments> seeds() {
    return Stream.of(IdType.values())
        .flatMap(
            type ->
                LongStream.range(0, type == IdType.BIGINT ? 250 : 100)
                    .mapToObj(seed -> Arguments.of(type, seed)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void doesWhatAListWouldDo(IdType ids, long seed) throws Exception {
    type = ids;
    random = new Random(seed);
    index.refresh();
    index.clear();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4, 5 -> register();
        case 6, 7, 8, 9, 10, 11 -> show();
        case 12, 13 -> delete(alteredBy(change()));
        case 14, 15 -> {
          Set<CacheKey> unused = alteredBy(change());
        }
        case 16 -> pass(random.nextInt(5) == 0 ? 6 * 60_000 : random.nextInt(20_000));
        case 17 -> trim();
        case 18 -> read();
        default -> loseOrPurge();
      }
    }
    Set<CacheKey> unused = alteredBy(change());
  }

  private void register() {
    ListedPage page = page();
    add(page.fields());
  }

  /** What any registration shows, also of one that is unread, refused, deleted, dead or unknown. */
  private void show() {
    if (ids.isEmpty()) {
      return;
    }
    int last = ids.size() - 1;
    StreamId of = ids.get(last - random.nextInt(random.nextInt(ids.size()) + 1));
    List<RowId> shown =
        LongStream.range(0, random.nextInt(4))
            .mapToObj(i -> type.onPage(random.nextInt(5)))
            .toList();
    PageContent content =
        shown.size() == 2 && random.nextBoolean()
            ? PageContent.ofSpan(
                of.toString(), shown.get(0), random.nextInt(9), shown.get(1), random.nextInt(9))
            : PageContent.ofProducts(of.toString(), shown);
    Map<String, String> fields = new HashMap<>(content.fields());
    if (random.nextInt(20) == 0) {
      fields.replaceAll((name, value) -> value + "x");
    }
    add(fields);
  }

  private void add(Map<String, String> fields) {
    StreamId id = registry.add(fields);
    unread.add(new RegistryStream.Entry(id, fields));
    if (!PageContent.isIn(fields)) {
      ids.add(id);
    }
  }

  private void pass(long millis) {
    registry.now += millis;
  }

  /** As the invalidator does it before each comparison. */
  private void read() throws InterruptedException {
    boolean wasFull = model.size() >= MAX_PAGES;
    index.refresh();
    for (RegistryStream.Entry entry : unread) {
      Optional<ListedPage> registration = pages.registered(entry.fields());
      if (registration.isPresent()) {
        if (model.size() < MAX_PAGES) {
          model.add(new Registered(entry.id(), registration.get()));
        } else {
          refused.add(registration.get().key());
        }
      }
      PageContent.of(entry.fields())
          .ifPresent(
              content ->
                  model.stream()
                      .filter(page -> page.id.toString().equals(content.registration()))
                      .filter(page -> page.isLoading)
                      .forEach(page -> page.show(content)));
    }
    unread.clear();
    assertThat(index.refused()).isEqualTo(refused);
    index.forgetRefused();
    refused.clear();
    assertThat(index.size()).isEqualTo(model.size());
    assertThat(index.isComplete()).isTrue();
    if (model.size() >= MAX_PAGES) {
      assertThat(registry.full).isTrue();
    } else if (!wasFull && model.size() < MAX_PAGES / 2) {
      assertThat(registry.full).isFalse();
    }
  }

  private Set<CacheKey> alteredBy(ProductChange change) throws InterruptedException {
    read();
    AlteredPages altered = index.alteredBy(List.of(change));
    Set<CacheKey> expected = new HashSet<>();
    model.stream()
        .filter(page -> page.isAlteredBy(change))
        .forEach(page -> expected.add(page.registration.key()));
    assertThat(altered.keys()).isEqualTo(expected);
    toDelete = altered;
    return expected;
  }

  private @Nullable AlteredPages toDelete;

  private void delete(Set<CacheKey> keys) {
    AlteredPages altered = toDelete;
    if (altered != null) {
      index.forget(altered);
      model.removeIf(page -> keys.contains(page.registration.key()));
    }
  }

  private void trim() throws InterruptedException {
    read();
    long dead = registry.now - Lifetimes.REGISTRATION.toMillis();
    index.trim();
    model.removeIf(page -> roundedUp(page.id.millis()) < dead);
    long loaded = registry.now - 2 * Lifetimes.LEASE.toMillis();
    model.stream()
        .filter(page -> page.id.millis() < loaded)
        .forEach(page -> page.isLoading = false);
    assertThat(index.size()).isEqualTo(model.size());
  }

  private void loseOrPurge() throws InterruptedException {
    if (random.nextBoolean()) {
      read();
    } else {
      registry.entries.clear();
      registry.now += 1;
      unread.clear();
      index.refresh();
      assertThat(index.isComplete()).isFalse();
    }
    index.clear();
    model.clear();
    assertThat(index.size()).isZero();
  }

  private ListedPage page() {
    if (random.nextInt(8) == 0) {
      return pages.category(type.onPage(1 + random.nextInt(2)));
    }
    List<String> query = new ArrayList<>();
    query.addAll(List.of("page", Integer.toString(1 + random.nextInt(9))));
    if (random.nextInt(3) == 0) {
      query.addAll(List.of("category_id", Integer.toString(1 + random.nextInt(2))));
    }
    if (random.nextInt(6) == 0) {
      query.addAll(List.of("max_price", "0.0" + random.nextInt(9)));
    }
    if (random.nextInt(6) == 0) {
      query.addAll(List.of("q", random.nextBoolean() ? "a" : "ab"));
    }
    query.addAll(
        List.of(
            "sort", List.of("name", "-name", "price", "-price", "newest").get(random.nextInt(5))));
    return pages.listing(inCategory(Rows.params(query.toArray(String[]::new))));
  }

  /** With a category's id of the type, in place of the number. */
  private ListingParams inCategory(ListingParams params) {
    RowId category = params.categoryId();
    return category == null ? params : params.in(type.onPage(category.integer().orElseThrow()));
  }

  private ProductChange change() {
    ProductRow before = row(type.inRow(random.nextInt(5)));
    return switch (random.nextInt(6)) {
      case 0 -> new ProductChange(Optional.of(before), Optional.empty());
      case 1 -> new ProductChange(Optional.empty(), Optional.of(before));
      case 2 -> new ProductChange(Optional.of(before), Optional.of(row(before.id())));
      default -> new ProductChange(Optional.of(before), Optional.of(renumbered(before)));
    };
  }

  /** Stays in most filters, with other looks. */
  private static ProductRow renumbered(ProductRow row) {
    return new ProductRow(
        row.id(),
        row.sku() + "'",
        row.name(),
        row.categoryId(),
        row.cents(),
        row.currency(),
        row.inStock(),
        row.createdAt());
  }

  private ProductRow row(ProductId id) {
    return new ProductRow(
        id,
        "S" + id.text(),
        List.of("ab", "ba", "c").get(random.nextInt(3)),
        random.nextInt(9) == 0 ? null : type.inRow(1 + random.nextInt(2)),
        random.nextInt(9) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextInt(9)),
        "EUR",
        true,
        OptionalLong.of(random.nextInt(9)));
  }

  private static long roundedUp(long millis) {
    return Math.floorDiv(millis + 999, 1_000) * 1_000;
  }

  private static final class Registered {

    private final StreamId id;
    private final ListedPage registration;
    private @Nullable PageContent content;

    /** Whether its reader may still say what it shows. */
    private boolean isLoading = true;

    Registered(StreamId id, ListedPage registration) {
      this.id = id;
      this.registration = registration;
    }

    void show(PageContent shown) {
      content = shown;
      isLoading = false;
    }

    boolean isAlteredBy(ProductChange change) {
      PageFilter filter = new PageFilter(registration.params());
      @Nullable RowImage before = change.before().map(RowImage::new).orElse(null);
      @Nullable RowImage after = change.after().map(RowImage::new).orElse(null);
      return switch (filter.effect(before, after)) {
        case NONE -> false;
        case ENTER, LEAVE, UNSURE -> true;
        case STAY -> {
          RegisteredPage page = new RegisteredPage(filter, registration, id.millis());
          @Nullable PageContent shown = content;
          if (shown != null) {
            page.show(shown);
          }
          yield page.isAlteredBy(
              new Update(change.before().orElseThrow(), change.after().orElseThrow()));
        }
      };
    }
  }
}
