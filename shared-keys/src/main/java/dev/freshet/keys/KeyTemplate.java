package dev.freshet.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the keys of a kind are written: text, and placeholders in braces, such as {@code
 * product:{id}:{channel}}.
 *
 * <p>A placeholder stands for any value, of which all but {@code A-Za-z0-9._~-} is percent-encoded
 * as UTF-8. One with a type, such as {@code {id:int}}, stands for the values of that type only, so
 * that no other program's keys are taken for keys of the kind.
 */
public final class KeyTemplate {

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?<type>[a-z0-9]+))?\\}");

  private static final int LONGEST = 512;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private final String text;
  private final List<String> literals = new ArrayList<>();
  private final Map<String, PlaceholderType> placeholders = new LinkedHashMap<>();
  private final Pattern pattern;

  /**
   * @param text such as {@code product:{id}}
   * @throws IllegalArgumentException if it is longer than 512 characters, has a brace that does not
   *     belong to a placeholder, a placeholder twice, an unknown type, no text in front of the
   *     first placeholder, or two placeholders with nothing between them; the message says which
   */
  public KeyTemplate(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a key of %d characters, and %d are the most".formatted(text.length(), LONGEST));
    }
    this.text = text;
    StringBuilder regex = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int end = 0;
    while (matcher.find()) {
      String name = matcher.group("name");
      addLiteral(text.substring(end, matcher.start()), regex);
      PlaceholderType type = PlaceholderType.named(matcher.group("type"));
      if (placeholders.put(name, type) != null) {
        throw new IllegalArgumentException("%s has {%s} twice".formatted(text, name));
      }
      regex.append('(').append(type.regex()).append(')');
      end = matcher.end();
    }
    String last = text.substring(end);
    checkLiteral(last);
    literals.add(last);
    this.pattern = Pattern.compile(regex.append(Pattern.quote(last)).toString());
  }

  private void addLiteral(String literal, StringBuilder regex) {
    checkLiteral(literal);
    if (literal.isEmpty()) {
      throw new IllegalArgumentException(
          literals.isEmpty()
              ? text + " begins with a placeholder, so that any key may be one of these"
              : text + " has two placeholders with nothing between them");
    }
    literals.add(literal);
    regex.append(Pattern.quote(literal));
  }

  private void checkLiteral(String literal) {
    if (literal.contains("{") || literal.contains("}")) {
      throw new IllegalArgumentException(
          "%s has a brace that belongs to no placeholder {name}".formatted(text));
    }
  }

  /** The names of the placeholders, in their order. */
  public List<String> placeholders() {
    return List.copyOf(placeholders.keySet());
  }

  /**
   * The key with these values.
   *
   * @param values by placeholder, all of them
   */
  public String render(Map<String, String> values) {
    StringBuilder key = new StringBuilder(literals.get(0));
    int next = 1;
    for (String placeholder : placeholders.keySet()) {
      encode(values.getOrDefault(placeholder, ""), key);
      key.append(literals.get(next));
      next++;
    }
    return key.toString();
  }

  /**
   * The key with these values.
   *
   * @param values of all placeholders, in their order
   */
  public String render(List<String> values) {
    StringBuilder key = new StringBuilder(literals.get(0));
    for (int i = 0; i < values.size(); i++) {
      encode(values.get(i), key);
      key.append(literals.get(i + 1));
    }
    return key.toString();
  }

  private static void encode(String value, StringBuilder to) {
    for (byte b : value.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      if (isUnreserved(c)) {
        to.append(c);
      } else {
        to.append('%').append(HEX.toHexDigits(b));
      }
    }
  }

  /** A value as keys have it. */
  static String encode(String value) {
    StringBuilder encoded = new StringBuilder(value.length());
    encode(value, encoded);
    return encoded.toString();
  }

  /** The value that {@link #encode(String)} writes so; empty if it writes none so. */
  static Optional<String> decode(String encoded) {
    try {
      return Optional.of(URLDecoder.decode(encoded, UTF_8))
          .filter(value -> encode(value).equals(encoded));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it stands for itself in a value. */
  static boolean isUnreserved(char c) {
    return c >= '0' && c <= '9' || UNRESERVED.indexOf(c) >= 0;
  }

  /**
   * The key with these values; empty if none is written so, such as for 0 where an {@code int} is
   * to stand.
   *
   * @param values of all placeholders, in their order
   */
  public Optional<String> key(List<String> values) {
    return Optional.of(render(values)).filter(this::matches);
  }

  /** Whether a key may be written so. */
  public boolean matches(String key) {
    return match(key).isPresent();
  }

  /** The values in a key that is written so, in the order of the placeholders; else empty. */
  public Optional<List<String>> values(String key) {
    return match(key)
        .map(
            matcher ->
                IntStream.rangeClosed(1, matcher.groupCount())
                    .mapToObj(group -> decode(matcher.group(group)))
                    .flatMap(Optional::stream)
                    .toList())
        .filter(values -> values.size() == placeholders.size());
  }

  private Optional<Matcher> match(String key) {
    Matcher matcher = pattern.matcher(key);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int group = 1;
    for (PlaceholderType type : placeholders.values()) {
      if (!type.accepts(matcher.group(group))) {
        return Optional.empty();
      }
      group++;
    }
    return Optional.of(matcher);
  }

  /** What every such key begins with; never empty. */
  public String prefix() {
    return literals.get(0);
  }

  /** Whether some key may be written by both. Errs only towards yes. */
  public boolean mayEqual(KeyTemplate other) {
    List<Element> mine = elements();
    List<Element> others = other.elements();
    // Which pairs of places can be reached by reading the same characters.
    boolean[][] reached = new boolean[mine.size() + 1][others.size() + 1];
    reached[0][0] = true;
    for (int i = 0; i <= mine.size(); i++) {
      for (int j = 0; j <= others.size(); j++) {
        boolean isCommon =
            reached[i][j]
                && i < mine.size()
                && j < others.size()
                && mine.get(i).hasCommon(others.get(j));
        if (isCommon) {
          reached[i + 1][j + 1] = true;
          reached[i + 1][j] |= others.get(j).repeats();
          reached[i][j + 1] |= mine.get(i).repeats();
        }
      }
    }
    return reached[mine.size()][others.size()];
  }

  private List<Element> elements() {
    List<Element> elements = new ArrayList<>();
    literals.get(0).chars().forEach(c -> elements.add(new Element(Character.toString(c), false)));
    int next = 1;
    for (PlaceholderType type : placeholders.values()) {
      elements.add(new Element(type.characters(), true));
      literals
          .get(next)
          .chars()
          .forEach(c -> elements.add(new Element(Character.toString(c), false)));
      next++;
    }
    return elements;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyTemplate template && text.equals(template.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }

  /** One of some characters, once, or at least once. */
  private record Element(String characters, boolean repeats) {

    boolean hasCommon(Element other) {
      return characters.chars().anyMatch(c -> other.characters.indexOf(c) >= 0);
    }
  }

  /** Which values a placeholder stands for. */
  private enum PlaceholderType {
    ANY("[A-Za-z0-9._~%-]+", UNRESERVED + "%"),

    /** From 1 to the largest of 64 bits, without a sign or leading zeros. */
    INT("[1-9][0-9]{0,18}", "0123456789") {
      @Override
      boolean accepts(String value) {
        return value.length() < LARGEST.length() || value.compareTo(LARGEST) <= 0;
      }
    },
    HEX16("[0-9a-f]{16}", "0123456789abcdef"),
    UUID("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "0123456789abcdef-");

    private static final String LARGEST = Long.toString(Long.MAX_VALUE);

    private final String regex;
    private final String characters;

    PlaceholderType(String regex, String characters) {
      this.regex = regex;
      this.characters = characters;
    }

    static PlaceholderType named(@Nullable String name) {
      if (name == null) {
        return ANY;
      }
      return Stream.of(INT, HEX16, UUID)
          .filter(type -> type.tag().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      name + " is no type of a placeholder; there are int, hex16 and uuid"));
    }

    private String tag() {
      return name().toLowerCase(Locale.ROOT);
    }

    String regex() {
      return regex;
    }

    /** Those that its values may have. */
    String characters() {
      return characters;
    }

    boolean accepts(String value) {
      return !value.isEmpty();
    }
  }
}
