package dev.freshet.invalidator.listings;

/**
 * Letter case, as loosely as any collation of PostgreSQL may see it.
 *
 * <p>{@code ILIKE} compares {@code lower(name)} with {@code lower(pattern)}, and what {@code lower}
 * does depends on the collation: ASCII only, simple or full mappings, with or without the dotless i
 * of Turkish and the dots of Lithuanian, of any version of Unicode. Folding maps all the variants
 * of a letter to the same, drops the dots, and takes apart the three letters that Lithuanian takes
 * apart. It maps each code point by itself and lower case of a text to the same as the text; so
 * whenever one text contains the other for PostgreSQL, the folded one contains the other folded
 * one.
 */
final class CaseFolding {

  private static final int COMBINING_DOT_ABOVE = 0x307;

  private CaseFolding() {}

  /** The text without differences of case. */
  static String fold(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      int lower = Character.toLowerCase(Character.toUpperCase(codePoint));
      switch (lower) {
        case COMBINING_DOT_ABOVE -> {}
        case 'ì' -> folded.append("i\u0300");
        case 'í' -> folded.append("i\u0301");
        case 'ĩ' -> folded.append("i\u0303");
        default -> folded.appendCodePoint(lower);
      }
    }
    return folded.toString();
  }

  /** Whether this platform's Unicode knows every character; PostgreSQL's may be newer. */
  static boolean isKnown(String text) {
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (!Character.isDefined(codePoint)) {
        return false;
      }
    }
    return true;
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  /**
   * In lower case as far as all collations agree: ASCII letters, but for the I, whose lower case
   * has no dot in Turkish.
   */
  static String lowerWhereCertain(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      lower.append((char) (c >= 'A' && c <= 'Z' && c != 'I' ? c + ('a' - 'A') : c));
    }
    return lower.toString();
  }
}
