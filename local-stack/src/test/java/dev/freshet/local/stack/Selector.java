package dev.freshet.local.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression selects under one name of a metric.
 *
 * @param metric the name
 * @param matchers conditions on labels
 * @param labels names of those by which the expression groups
 */
record Selector(String metric, List<LabelMatcher> matchers, Set<String> labels) {

  private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w.$])([a-zA-Z_:][\\w:]*+)(?:\\{([^}]*+)})?+(?!\\s*\\()");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+(?: \\d+)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Understands functions, aggregations by labels, ranges and arithmetic; no other clauses. */
  static List<Selector> in(String expression) {
    String rest = RANGE.matcher(expression).replaceAll("");
    Set<String> labels = new LinkedHashSet<>();
    Matcher grouping = GROUPING.matcher(rest);
    while (grouping.find()) {
      labels.addAll(List.of(grouping.group(1).trim().split("\\s*,\\s*")));
    }
    List<Selector> selectors = new ArrayList<>();
    Matcher selector = SELECTOR.matcher(GROUPING.matcher(rest).replaceAll(""));
    while (selector.find()) {
      selectors.add(new Selector(selector.group(1), matchers(selector.group(2)), labels));
    }
    return selectors;
  }

  private static List<LabelMatcher> matchers(String text) {
    return text == null
        ? List.of()
        : MATCHER
            .matcher(text)
            .results()
            .map(found -> new LabelMatcher(found.group(1), found.group(2), found.group(3)))
            .toList();
  }

  /**
   * Whether it selects one of the samples, and that one has all labels that the expression names.
   *
   * @param job as which Prometheus scrapes them
   * @param exposed in Prometheus' text format
   */
  boolean selectsFrom(String job, String exposed) {
    return exposed
        .lines()
        .map(SAMPLE::matcher)
        .filter(sample -> sample.matches() && sample.group(1).equals(metric))
        .map(sample -> labels(job, sample.group(2)))
        .anyMatch(
            sample ->
                sample.keySet().containsAll(labels)
                    && matchers.stream().allMatch(matcher -> matcher.matches(sample)));
  }

  private static Map<String, String> labels(String job, String text) {
    Map<String, String> labels = new LinkedHashMap<>(Map.of("job", job));
    if (text != null) {
      LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
    }
    return labels;
  }

  /** A condition on a label, which the sample must have. */
  record LabelMatcher(String label, String operator, String value) {

    private boolean matches(Map<String, String> sample) {
      String actual = sample.get(label);
      return actual != null
          && switch (operator) {
            case "=" -> actual.equals(value);
            case "!=" -> !actual.equals(value);
            case "=~" -> actual.matches(value);
            default -> !actual.matches(value);
          };
    }
  }
}
