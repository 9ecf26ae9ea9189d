package dev.freshet.catalog.listings;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a product's name contains what is searched for: letter for letter, whatever their case.
 *
 * <p>{@code ILIKE} alone would not do. It compares in the lower case of the database's collation,
 * which may know ASCII only, simple or full mappings, or the dotless i of Turkish; a search comes
 * in Java's lower case. Where the two differ, a name would not contain itself. So letters are
 * compared as they {@link #fold}, in every collation.
 */
public final class NameSearch {

  private static final int COMBINING_DOT_ABOVE = 0x307;
  private static final int ASCII = 128;

  private final String plainParts;
  private final boolean isPlain;
  private final String variants;
  private final String folded;
  private final String pattern;

  private NameSearch(String q) {
    String term = fold(q);
    StringBuilder from = new StringBuilder();
    StringBuilder to = new StringBuilder();
    term.codePoints().distinct().forEach(letter -> addVariants(letter, from, to));
    if (term.isEmpty()) {
      term = q; // made of dots alone
    } else if (q.indexOf(COMBINING_DOT_ABOVE) >= 0) {
      from.appendCodePoint(COMBINING_DOT_ABOVE);
    }
    this.plainParts = plainParts(q);
    this.isPlain = q.codePoints().allMatch(NameSearch::isPlain);
    this.variants = from.toString();
    this.folded = to.toString();
    this.pattern = containing(escape(term));
  }

  /**
   * @param q as in {@link ListingParams}
   */
  static NameSearch of(String q) {
    return new NameSearch(q);
  }

  /**
   * The text without differences of case. Each code point is mapped by itself, to one or, for the
   * dot above a letter, which the lower case of İ has, to none; and a text's lower case to the same
   * as the text. So when a name contains a text, the folded name contains the folded text.
   */
  public static String fold(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (codePoint != COMBINING_DOT_ABOVE) {
        folded.appendCodePoint(fold(codePoint));
      }
    }
    return folded.toString();
  }

  private static int fold(int codePoint) {
    return Character.toLowerCase(Character.toUpperCase(codePoint));
  }

  /**
   * The condition for {@code products}, and its parameters, which are added.
   *
   * <p>What all collations treat alike is compared by {@code ILIKE}, as an index of trigrams may
   * help with that; then the rest, if there is any.
   */
  String condition(Map<String, Object> parameters) {
    parameters.put("plain", plainParts);
    String plain = "name ilike :plain escape '\\'";
    if (isPlain) {
      return plain;
    }
    parameters.put("variants", variants);
    parameters.put("folded", folded);
    parameters.put("pattern", pattern);
    return plain + " and translate(name, :variants, :folded) like :pattern escape '\\'";
  }

  private static void addVariants(int letter, StringBuilder from, StringBuilder to) {
    Variants.of(letter)
        .codePoints()
        .forEach(
            variant -> {
              from.appendCodePoint(variant);
              to.appendCodePoint(letter);
            });
  }

  private static String plainParts(String q) {
    StringBuilder parts = new StringBuilder();
    q.codePoints()
        .forEach(
            letter -> parts.append(isPlain(letter) ? escape(Character.toString(letter)) : "%"));
    return containing(parts.toString());
  }

  /** Whether it is the same letter as some of ASCII and no others. */
  private static boolean isPlain(int letter) {
    return letter < ASCII && Variants.of(letter).codePoints().allMatch(other -> other < ASCII);
  }

  private static String containing(String pattern) {
    return "%" + pattern + "%";
  }

  private static String escape(String text) {
    return text.replaceAll("[\\\\%_]", "\\\\$0");
  }

  /** From folded letters to those that fold to them; made when the first search needs it. */
  private static final class Variants {

    private static final Map<Integer, String> BY_LETTER = byLetter();

    static String of(int letter) {
      @Nullable String variants = BY_LETTER.get(letter);
      return variants == null ? "" : variants;
    }

    private static Map<Integer, String> byLetter() {
      Map<Integer, String> variants = new HashMap<>();
      for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
        int letter = fold(codePoint);
        if (letter != codePoint) {
          variants.merge(letter, Character.toString(codePoint), String::concat);
        }
      }
      return Map.copyOf(variants);
    }
  }
}
