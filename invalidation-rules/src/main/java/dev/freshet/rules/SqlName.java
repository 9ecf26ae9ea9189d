package dev.freshet.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names as SQL writes them: without quotes they are lower-case, in quotes they are as they are. */
final class SqlName {

  /**
   * One name, in quotes or not. What repeats gives nothing back: with that, long texts would need a
   * deep stack.
   */
  static final String NAME = "(?:[A-Za-z_][A-Za-z0-9_$]*|\"(?:[^\"]|\"\")++\")";

  /** One or several, with commas. */
  static final String NAMES = "\\s*" + NAME + "(?:\\s*,\\s*" + NAME + ")*+\\s*";

  private static final Pattern EACH = Pattern.compile(NAME);

  private static final Pattern PART = Pattern.compile("\\s*(" + NAME + ")\\s*(\\.|$)");
  private static final Pattern BARE = Pattern.compile("[a-z_][a-z0-9_$]*");

  private SqlName() {}

  /**
   * The names that dots separate.
   *
   * @throws IllegalArgumentException for any other text
   */
  static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(text);
    int end = 0;
    while (matcher.lookingAt()) {
      parts.add(unquoted(matcher.group(1)));
      end = matcher.end();
      if (end == text.length() && matcher.group(2).isEmpty()) {
        return parts;
      }
      matcher.region(end, text.length());
    }
    throw new IllegalArgumentException("not a name: " + text);
  }

  /**
   * One name.
   *
   * @throws IllegalArgumentException for any other text
   */
  static String one(String text) {
    List<String> parts = parts(text);
    if (parts.size() != 1) {
      throw new IllegalArgumentException("not the name of a column: " + text);
    }
    return parts.get(0);
  }

  /** Those of a text that is {@link #NAMES}. */
  static List<String> all(String text) {
    return EACH.matcher(text).results().map(found -> unquoted(found.group())).toList();
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name.toLowerCase(Locale.ROOT);
  }

  /** As SQL writes it, in quotes only where it must be. */
  static String written(String name) {
    return BARE.matcher(name).matches() ? name : quoted(name);
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** Columns as a path writes them: one as it is, several in parentheses. */
  static String written(List<String> columns) {
    String all = columns.stream().map(SqlName::written).collect(Collectors.joining(", "));
    return columns.size() == 1 ? all : "(" + all + ")";
  }
}
