package dev.freshet.keys;

import java.util.regex.Pattern;

/**
 * A kind of cached values.
 *
 * @param name in rules, metrics and logs: a lower-case letter, followed by up to 62 lower-case
 *     letters, digits, {@code _} and {@code -}
 */
public record Kind(String name) implements Comparable<Kind> {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

  /**
   * @throws IllegalArgumentException if the name is not as described
   */
  public Kind {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a kind: " + name);
    }
  }

  @Override
  public int compareTo(Kind other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
