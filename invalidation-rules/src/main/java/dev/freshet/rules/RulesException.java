package dev.freshet.rules;

import java.util.List;

/** A rules file cannot be used. The message has a line for each problem, with where it is. */
public final class RulesException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  RulesException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** All of them, each in one line, such as {@code rules.yml:14: ...}. */
  public List<String> problems() {
    return problems;
  }
}
