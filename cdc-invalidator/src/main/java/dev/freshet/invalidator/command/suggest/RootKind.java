package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.SchemaGraph.Column;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The kind of the values that are made of a root's rows.
 *
 * @param name as the rules have it
 * @param key its template, such as {@code product:{id:int}}
 */
record RootKind(Table root, String name, String key) {

  /** Words that mean something else in a rule. */
  private static final Set<String> WORDS =
      Set.of("watch", "ignore", "when", "purge", "match", "on-missing-image");

  /** Of which one is called as several are. */
  private static final Pattern UNCOUNTED = Pattern.compile("(?:.*_)?(?:series|species|news)");

  private static final int LONGEST = 63;

  /**
   * The kind of a root.
   *
   * @param taken names of other kinds, to which this one's is added
   */
  static RootKind of(Table root, Set<String> taken) {
    String table = letters(root.name().name());
    List<String> names = new ArrayList<>(List.of(singular(table), table));
    names.add(letters(root.name().schema()) + "_" + table);
    String name =
        names.stream()
            .map(RootKind::kind)
            .filter(each -> !WORDS.contains(each) && !taken.contains(each))
            .findFirst()
            .orElseGet(() -> kind("kind" + taken.size() + "_" + table));
    taken.add(name);
    return new RootKind(root, name, key(root, name));
  }

  private static String key(Table root, String name) {
    StringBuilder key = new StringBuilder(name);
    Set<String> placeholders = new LinkedHashSet<>();
    for (String column : root.primaryKey()) {
      String placeholder = placeholder(column);
      while (!placeholders.add(placeholder)) {
        placeholder += "_";
      }
      key.append(":{").append(placeholder).append(type(root.column(column))).append('}');
    }
    return key.toString();
  }

  private static String type(Column column) {
    return switch (column.family()) {
      case "integer" -> ":int";
      case "uuid" -> ":uuid";
      default -> "";
    };
  }

  private static String placeholder(String column) {
    String name = column.replaceAll("[^A-Za-z0-9_]", "_");
    return name.matches("[0-9].*") ? "_" + name : name;
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
  }

  private static String kind(String name) {
    String kind = name.matches("[a-z].*") ? name : "kind_" + name;
    return kind.length() > LONGEST ? kind.substring(0, LONGEST) : kind;
  }

  private static String singular(String name) {
    if (UNCOUNTED.matcher(name).matches()) {
      return name;
    }
    if (name.endsWith("ies") && name.length() > "ies".length() + 1) {
      return name.substring(0, name.length() - "ies".length()) + "y";
    }
    if (name.matches(".*(ss|x|ch|sh)es")) {
      return name.substring(0, name.length() - 2);
    }
    return name.matches(".*[^sui]s") ? name.substring(0, name.length() - 1) : name;
  }
}
