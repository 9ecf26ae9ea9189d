package dev.freshet.rules.listings;

/** What is certain of letter case, whichever version of Unicode the API's Java has. */
final class LetterCase {

  private LetterCase() {}

  /** Whether this platform's Unicode knows every character; the API's may be newer. */
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

  /** With ASCII letters in lower case, and nothing else changed. */
  static String lowerAscii(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      lower.append((char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
    }
    return lower.toString();
  }
}
