package dev.freshet.invalidator.command.suggest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Texts as a YAML file has them. */
final class YamlText {

  private static final int WIDTH = 100;

  /** What stands for itself, behind a colon or a dash. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_(](?:[A-Za-z0-9_$(),.> -]*[^ ])?");

  private static final Pattern QUOTABLE = Pattern.compile("[\\p{L}\\p{N}\\p{P}\\p{S} ]*");

  private YamlText() {}

  /** A value or a name. */
  static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !text.contains("'") && !text.contains("\"")) {
      return text;
    }
    if (isQuotable(text)) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder escaped = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                escaped.append('\\').appendCodePoint(c);
              } else if (c < 0x10000 && isQuotable(Character.toString(c))) {
                escaped.appendCodePoint(c);
              } else {
                escaped.append("\\U%08x".formatted(c));
              }
            });
    return escaped.append('"').toString();
  }

  /** Not the marks that YAML takes for the end of a line, nor what it does not allow. */
  private static boolean isQuotable(String text) {
    return QUOTABLE.matcher(text).matches() && text.codePoints().allMatch(c -> c < 0x10000);
  }

  /** A name in a comment or a message: in one line whatever is in it. */
  static String inLine(String text) {
    return text.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "?");
  }

  /** A comment in as many lines as it needs. */
  static List<String> comment(String indent, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : inLine(text).split(" ")) {
      if (line.length() > 0 && indent.length() + line.length() + word.length() > WIDTH) {
        lines.add(indent + "# " + line);
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(indent + "# " + line);
    return lines;
  }
}
