package dev.freshet.rules.listings;

import dev.freshet.keys.RowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The products of a middling shop, the same in every run: 20,000 in 300 categories, of Zipf's sizes
 * (3,200 in the largest, 10 in the smallest), named by 2 to 4 of 400 words, of Zipf's frequency, in
 * lower case; at prices around 37 whose logarithms are spread normally; 85 of 100 in stock.
 *
 * <p>Or of another department of a larger shop, which has as many products, categories and words of
 * its own; the words are of 28 syllables too, but of others.
 */
final class MixCatalog {

  private static final int CATEGORIES = 300;
  private static final int PRODUCTS = 20_000;

  /** More than the products that any department ever has. */
  private static final long IDS = 1_000_000;

  private static final int WORDS = 400;
  private static final List<String> SYLLABLES =
      List.of(
          "ba", "bel", "chi", "cor", "da", "den", "el", "fa", "gen", "ha", "in", "ka", "lam", "lo",
          "ma", "mi", "nor", "o", "pe", "ra", "ri", "sa", "sto", "ta", "ter", "ul", "ve", "wo");
  private static final long FIRST_CREATED = 1_700_000_000_000_000L;
  private static final long MICROS_BETWEEN = 3_000_000_000L;

  private final Random random;
  private final int department;
  private final List<String> words;
  private final MixZipf wordRanks = new MixZipf(WORDS);
  private final MixZipf categoryRanks = new MixZipf(CATEGORIES);
  private final Map<String, Map<ProductId, ProductRow>> byCategory = new HashMap<>();

  /** For drawing one in constant time. */
  private final List<ProductRow> rows = new ArrayList<>();

  private final Map<ProductId, Integer> places = new HashMap<>();
  private long lastId;

  /**
   * @param department from 0, which is the middling shop
   */
  MixCatalog(Random random, int department) {
    this.random = random;
    this.department = department;
    this.lastId = department * IDS;
    words = words(department == 0 ? SYLLABLES : otherSyllables());
    for (int i = 0; i < PRODUCTS; i++) {
      apply(new ProductChange(Optional.empty(), Optional.of(newRow())));
    }
  }

  /** Of two or three letters, as many as the middling shop's. */
  private List<String> otherSyllables() {
    Set<String> distinct = new LinkedHashSet<>();
    while (distinct.size() < SYLLABLES.size()) {
      String open = "" + letter("bcdfghjklmnprstvwz") + letter("aeiou");
      distinct.add(random.nextBoolean() ? open : open + letter("bdgklmnprst"));
    }
    return List.copyOf(distinct);
  }

  private char letter(String letters) {
    return letters.charAt(random.nextInt(letters.length()));
  }

  private List<String> words(List<String> syllables) {
    Set<String> distinct = new LinkedHashSet<>();
    while (distinct.size() < WORDS) {
      StringBuilder word = new StringBuilder();
      int count = 2 + random.nextInt(2);
      for (int i = 0; i < count; i++) {
        word.append(syllables.get(random.nextInt(syllables.size())));
      }
      distinct.add(word.toString());
    }
    return List.copyOf(distinct);
  }

  /** Whether it is the middling shop. */
  boolean isFirst() {
    return department == 0;
  }

  /** A product that is not in the catalog. */
  ProductRow newRow() {
    lastId++;
    long units = Math.round(Math.exp(3.6 + random.nextGaussian()));
    return new ProductRow(
        ProductId.of(lastId),
        "SKU-" + lastId,
        name(),
        ProductId.of(category()),
        OptionalLong.of(units * 100L + 99),
        "EUR",
        random.nextInt(100) < 85,
        OptionalLong.of(FIRST_CREATED + lastId * MICROS_BETWEEN));
  }

  String name() {
    StringJoiner name = new StringJoiner(" ");
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      name.add(word());
    }
    return name.toString();
  }

  String word() {
    return words.get(wordRanks.draw(random));
  }

  long category() {
    return 1L + department * CATEGORIES + categoryRanks.draw(random);
  }

  /** Any product. */
  ProductRow row() {
    return rows.get(random.nextInt(rows.size()));
  }

  Collection<ProductRow> rows() {
    return Collections.unmodifiableList(rows);
  }

  Collection<ProductRow> rows(RowId category) {
    return byCategory.getOrDefault(category.text(), Map.of()).values();
  }

  void apply(ProductChange change) {
    change.before().ifPresent(this::remove);
    change.after().ifPresent(this::add);
  }

  private void add(ProductRow row) {
    byCategory.computeIfAbsent(category(row), any -> new HashMap<>()).put(row.id(), row);
    places.put(row.id(), rows.size());
    rows.add(row);
  }

  private static String category(ProductRow row) {
    return Objects.requireNonNull(row.categoryId()).text();
  }

  private void remove(ProductRow row) {
    byCategory.getOrDefault(category(row), Map.of()).remove(row.id());
    int place = Objects.requireNonNull(places.remove(row.id()));
    ProductRow last = rows.remove(rows.size() - 1);
    if (place < rows.size()) {
      rows.set(place, last);
      places.put(last.id(), place);
    }
  }
}
