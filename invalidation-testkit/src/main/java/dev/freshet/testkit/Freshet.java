package dev.freshet.testkit;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.rules.RowChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables in PostgreSQL and their cache in Redis, both empty when a test begins, with the
 * invalidator running between them; given to tests by {@link FreshetTest}. They are the catalog's,
 * or those of the test's own rules.
 *
 * <p>There are two ways to change something. What a test commits to the database, by whatever
 * program, the invalidator sees and applies: {@link #awaitInvalidated} and {@link #awaitApplied}
 * wait for that. {@link #apply} and {@link #replay} apply changes that no database has, by the same
 * rules, and tell what was deleted. Keys are texts such as {@code product:42}; one that is written
 * by no template of the rules is refused with an {@link IllegalArgumentException}. For one thread.
 */
public final class Freshet {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final TestServers servers;
  private final Class<?> testClass;

  /** What was in the cache, and has not been awaited to be gone. */
  private final Set<CacheKey> seen = new HashSet<>();

  private Freshet(TestServers servers, Class<?> testClass) {
    this.servers = servers;
    this.testClass = testClass;
  }

  /** Empties everything for a test. */
  static Freshet begin(TestServers servers, Class<?> testClass) {
    servers.reset();
    return new Freshet(servers, testClass);
  }

  /** The database's JDBC URL, with user (the superuser) and password. */
  public String jdbcUrl() {
    return servers.jdbcUrl();
  }

  /** A new connection to the database, to be closed by the caller. */
  public Connection connection() throws SQLException {
    return servers.connection();
  }

  /** The cache's URI, such as {@code redis://127.0.0.1:6379}. */
  public String redisUri() {
    return servers.redisUri();
  }

  /**
   * Runs SQL in the database, each statement or script in a transaction of its own.
   *
   * @throws IllegalStateException if PostgreSQL refuses it
   */
  public void sql(String... statements) {
    servers.sql(statements);
  }

  /**
   * Puts a placeholder under keys of any kind but listings, as if a reader had filled them. What
   * was committed before is applied first, so that only later changes can delete them.
   */
  public void cached(String... keys) {
    List<CacheKey> all = Keys.parse(servers.rules().keys(), keys);
    for (CacheKey key : all) {
      if (isPage(key) && key.kind().equals(CatalogKeys.LISTING)) {
        throw new IllegalArgumentException(
            key + " does not tell which listing it is; use cachedListing with its parameters");
      }
    }
    awaitApplied();
    all.forEach(this::fill);
  }

  /**
   * Registers the page of a listing and puts a placeholder under its key, as {@link #cached} does.
   *
   * @param parameters names and values in turn, such as {@code "category_id", "3", "sort",
   *     "-price"}
   * @return the key
   * @throws IllegalArgumentException if the API would refuse a parameter, or has none of that name
   * @throws IllegalStateException if the test's rules have no listings
   */
  public String cachedListing(String... parameters) {
    ListingParams params = Keys.listing(servers.rules(), parameters);
    ListedPages pages = servers.rules().listedPages();
    if (pages.listingKey(params.hash()).isEmpty()) {
      throw new IllegalStateException("the rules of this test have no listings");
    }
    ListedPage page = pages.listing(params);
    awaitApplied();
    servers.cache().register(page);
    put(page.key());
    return page.key().name();
  }

  /** Whether there is a value under the key now. */
  public boolean isCached(String key) {
    return servers.cache().hasValue(Keys.parse(servers.rules().keys(), key));
  }

  /** As {@link #awaitCached(Duration, String...)}, at most 10 s. */
  public void awaitCached(String... keys) {
    awaitCached(LIMIT, keys);
  }

  /**
   * Waits until a program under test has filled these keys.
   *
   * @throws AssertionError if it has not
   */
  public void awaitCached(Duration limit, String... keys) {
    List<CacheKey> all = Keys.parse(servers.rules().keys(), keys);
    if (!Waiting.until(limit, () -> all.stream().allMatch(servers.cache()::hasValue))) {
      throw new AssertionError(
          "Not cached after %d ms: %s"
              .formatted(
                  limit.toMillis(),
                  all.stream()
                      .filter(key -> !servers.cache().hasValue(key))
                      .map(CacheKey::name)
                      .collect(Collectors.joining(", "))));
    }
    seen.addAll(all);
  }

  /** As {@link #awaitInvalidated(Duration, String...)}, at most 10 s. */
  public void awaitInvalidated(String... keys) {
    awaitInvalidated(LIMIT, keys);
  }

  /**
   * Waits until these keys and their leases are gone.
   *
   * @throws AssertionError if one of them is still there; it says which, and what the invalidator
   *     does
   * @throws IllegalStateException if one of them was never in the cache, as far as known from
   *     {@link #cached}, {@link #cachedListing} and {@link #awaitCached}: then this could not fail
   */
  public void awaitInvalidated(Duration limit, String... keys) {
    List<CacheKey> all = Keys.parse(servers.rules().keys(), keys);
    all.forEach(this::requireSeen);
    if (!Waiting.until(limit, () -> all.stream().noneMatch(this::isThere))) {
      throw new AssertionError(stillThere(limit, all));
    }
    all.forEach(seen::remove);
  }

  /**
   * Waits until everything that is committed by now is applied, at most 10 s; what is in the cache
   * then is what it left.
   *
   * @throws AssertionError if it is not
   */
  public void awaitApplied() {
    if (!servers.awaitApplied(LIMIT)) {
      throw new AssertionError(
          "What was committed is not applied after %d s. %s"
              .formatted(LIMIT.toSeconds(), servers.state()));
    }
  }

  /** The rules by which changes are applied; AssertJ's {@code assertThat} knows them. */
  public TestedRules rules() {
    return new TestedRules(servers);
  }

  /**
   * Applies changes as one transaction, and tells what they deleted. Rules that look up ask the
   * test's database what it holds at this moment.
   *
   * @throws IllegalArgumentException if no rule is about a change's table, or a row has a column or
   *     a value that the table has not, or lacks a column that the rules need
   */
  public Invalidations apply(Change... changes) {
    if (changes.length == 0) {
      throw new IllegalArgumentException("name at least one change");
    }
    List<RowChange> logged = servers.logged(Stream.of(changes).map(Change::toRowChange).toList());
    return servers.rehearsal().apply(logged);
  }

  /**
   * Applies a recording, transaction by transaction and at once, and tells what it deleted. Rules
   * that look up are answered what the recorded database has answered; a kind of which an answer is
   * missing is purged. Only for a recording without any answers they ask the test's database.
   *
   * @param resource on the class path; with a slash in front from its root, else from the test
   *     class's package
   * @throws IllegalArgumentException if there is none, it is none, or it was cut off or damaged;
   *     then nothing of it is applied
   */
  public Invalidations replay(String resource) {
    return servers.rehearsal().apply(Recording.read(testClass, resource));
  }

  private void fill(CacheKey key) {
    servers.rules().listedPages().categoryPage(key).ifPresent(servers.cache()::register);
    put(key);
  }

  private boolean isPage(CacheKey key) {
    return servers.rules().pages().contains(key.kind());
  }

  private void put(CacheKey key) {
    servers.cache().fill(key);
    seen.add(key);
  }

  private void requireSeen(CacheKey key) {
    if (!seen.contains(key)) {
      throw new IllegalStateException(
          key
              + " was not in the cache, so it cannot be awaited to go: call cached or cachedListing"
              + " before the change, or awaitCached if a program under test fills it");
    }
  }

  private boolean isThere(CacheKey key) {
    return servers.cache().hasValue(key) || servers.cache().hasLease(key);
  }

  private String stillThere(Duration limit, List<CacheKey> keys) {
    String left =
        keys.stream()
            .filter(this::isThere)
            .map(key -> key + (servers.cache().hasValue(key) ? "" : " (its lease)"))
            .collect(Collectors.joining(", "));
    String progress =
        servers.awaitApplied(LIMIT)
            ? "Everything that is committed has been applied, so no commit makes it wrong: is the"
                + " change committed, and does it alter what is cached there?"
            : "Not everything that is committed has been applied.";
    return "Still cached after %d ms: %s. %s %s"
        .formatted(limit.toMillis(), left, progress, servers.state());
  }
}
