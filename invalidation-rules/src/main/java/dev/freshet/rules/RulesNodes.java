package dev.freshet.rules;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the parts of one YAML file, and collects what is wrong with them. */
final class RulesNodes {

  /** Somebody is to read them. */
  private static final int MOST_PROBLEMS = 100;

  private static final Pattern DURATION = Pattern.compile("(?<count>[0-9]{1,6})(?<unit>s|m|h)");

  private final String file;
  private final Set<String> problems = new LinkedHashSet<>();

  /** How many there were, also of those that are not kept. */
  private int found;

  RulesNodes(String file) {
    this.file = file;
  }

  /** How many problems were found so far. */
  int found() {
    return found;
  }

  /** The problems, each in one line. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  Optional<Query> query(Node node, String what) {
    Map<String, Node> parts = mapping(node, what);
    refuseOthers(node, Set.of("sql"), "sql");
    @Nullable Node sql = parts.get("sql");
    if (sql == null) {
      problem(node, "\"sql\" is missing");
      return Optional.empty();
    }
    String text = text(sql).strip();
    if (text.endsWith(";")) {
      problem(sql, "a query is one statement, without a semicolon");
    }
    return Optional.of(Query.of(text));
  }

  Optional<Duration> duration(@Nullable Node node) {
    if (node == null) {
      return Optional.empty();
    }
    Matcher matcher = DURATION.matcher(text(node));
    if (!matcher.matches()) {
      problem(node, "\"%s\" is no time such as 30s, 5m or 1h".formatted(text(node)));
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group("count"));
    Duration duration =
        switch (matcher.group("unit")) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (duration.isZero()) {
      problem(node, "a time must be positive");
    }
    return Optional.of(duration);
  }

  boolean flag(@Nullable Node node) {
    if (node == null || text(node).equals("false")) {
      return false;
    }
    if (!text(node).equals("true")) {
      problem(node, "\"%s\" is neither true nor false".formatted(text(node)));
    }
    return true;
  }

  <T> Optional<T> tried(@Nullable Node node, Function<String, T> parse) {
    if (node == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(text(node)));
    } catch (IllegalArgumentException e) {
      problem(node, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  Map<String, Node> mapping(Node node, String what) {
    Map<String, Node> parts = new LinkedHashMap<>();
    for (NodeTuple tuple : tuples(node, what)) {
      parts.put(text(tuple.getKeyNode()), tuple.getValueNode());
    }
    return parts;
  }

  List<NodeTuple> tuples(Node node, String what) {
    if (!(node instanceof MappingNode mapping)) {
      problem(node, what + " must have names and values");
      return List.of();
    }
    Set<String> names = new HashSet<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!names.add(text(tuple.getKeyNode()))) {
        problem(tuple.getKeyNode(), text(tuple.getKeyNode()) + " is there twice");
      }
    }
    return mapping.getValue();
  }

  void refuseOthers(Node node, Set<String> words, String listed) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String word = text(tuple.getKeyNode());
        if (!words.contains(word)) {
          problem(
              tuple.getKeyNode(),
              "\"%s\" is none of %s%s"
                  .formatted(word, listed, NearestName.suggestion(word, words)));
        }
      }
    }
  }

  static List<Node> items(Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
  }

  List<String> texts(Node node) {
    return items(node).stream().map(this::text).toList();
  }

  String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      if (!isText(scalar.getValue())) {
        problem(node, "here is a character that no text has: \\0, or half of one");
      }
      return scalar.getValue();
    }
    problem(node, "here must be one value");
    return "";
  }

  /** Neither PostgreSQL nor UTF-8 has the others, which YAML can write by their numbers. */
  private static boolean isText(String text) {
    return text.codePoints()
        .noneMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  void problem(@Nullable Node node, String what) {
    int line = node == null ? 1 : node.getStartMark().getLine() + 1;
    found++;
    if (problems.size() < MOST_PROBLEMS) {
      problems.add("%s:%d: %s".formatted(file, line, what));
    } else if (problems.size() == MOST_PROBLEMS) {
      problems.add(file + ": and more, which it says when these are mended");
    }
  }

  static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
