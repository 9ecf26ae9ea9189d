package dev.freshet.keys;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a page was made of, such as {@code category:12} and {@code shows:42}: a change that the
 * rules give one of its tags makes it wrong.
 *
 * <p>A tag is written by a {@link #template}, so that reader and invalidator write it alike.
 *
 * @param all each 1 to {@value #LONGEST} visible ASCII characters, at most {@value #MOST} of them
 */
public record Tags(Set<String> all) {

  /** The most that a page may have, before and after its load. */
  public static final int MOST = 1_000;

  /** The most characters of one. */
  public static final int LONGEST = 200;

  public static final Tags NONE = new Tags(Set.of());

  private static final String SEPARATOR = " ";

  public Tags {
    all = Set.copyOf(all);
    if (all.size() > MOST) {
      throw new IllegalArgumentException(
          "%d tags, and %d are the most".formatted(all.size(), MOST));
    }
    for (String tag : all) {
      if (!isTag(tag)) {
        throw new IllegalArgumentException("not a tag: " + tag);
      }
    }
  }

  /** These; empty if they are too many, or one is no tag: then the page must not be filled. */
  public static Optional<Tags> of(Collection<String> tags) {
    Set<String> all = new LinkedHashSet<>(tags);
    return all.size() <= MOST && all.stream().allMatch(Tags::isTag)
        ? Optional.of(new Tags(all))
        : Optional.empty();
  }

  /** Those that {@link #text} stands for; empty as in {@link #of}. */
  public static Optional<Tags> parse(String text) {
    return text.isEmpty() ? Optional.of(NONE) : of(List.of(text.split(SEPARATOR, -1)));
  }

  /** In one text, with spaces between them. */
  public String text() {
    return String.join(SEPARATOR, new TreeSet<>(all));
  }

  /**
   * How tags are written, such as {@code category:{id}}.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  public static KeyTemplate template(String text) {
    if (text.startsWith("{")) {
      throw new IllegalArgumentException(
          "\"%s\" does not begin with a word, such as category:{id}".formatted(text));
    }
    KeyTemplate template = new KeyTemplate(text);
    if (text.isEmpty()
        || text.length() > LONGEST
        || !text.chars().allMatch(c -> c > ' ' && c < 127 && c != '%')) {
      throw new IllegalArgumentException(
          "\"%s\" is no tag: at most %d visible ASCII characters, without %%"
              .formatted(text, LONGEST));
    }
    return template;
  }

  /**
   * Written otherwise than a template writes it, such as with {@code %41} for {@code A}, it would
   * be another tag than the one that is meant.
   */
  private static boolean isTag(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 127 || c == '{' || c == '}') {
        return false;
      }
      if (c == '%' && !isEncoded(text, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEncoded(String text, int at) {
    if (at + 3 > text.length()) {
      return false;
    }
    String hex = text.substring(at + 1, at + 3);
    return hex.chars().allMatch(c -> "0123456789ABCDEF".indexOf(c) >= 0)
        && !KeyTemplate.isUnreserved((char) Integer.parseInt(hex, 16));
  }
}
