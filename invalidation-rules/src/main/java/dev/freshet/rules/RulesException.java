package dev.freshet.rules;

import java.util.List;

/** A rules file cannot be used. The message has a line for each problem, with where it is. */
public final class RulesException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 500;

  private final transient List<String> problems;

  RulesException(List<String> problems) {
    super(String.join(System.lineSeparator(), lines(problems)));
    this.problems = lines(problems);
  }

  private static List<String> lines(List<String> problems) {
    return problems.stream().map(RulesException::oneLine).toList();
  }

  /** What a problem quotes from the file can have lines of its own, and any length. */
  private static String oneLine(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return cut.replaceAll("\\R", " ").replaceAll("\\p{Cc}|\\p{Cs}", "?");
  }

  /** All of them, each in one line, such as {@code rules.yml:14: ...}. */
  public List<String> problems() {
    return problems;
  }
}
