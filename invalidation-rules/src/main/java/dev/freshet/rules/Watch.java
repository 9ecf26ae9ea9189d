package dev.freshet.rules;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which changes of a row count. */
sealed interface Watch {

  /** Every change counts, also one that changes nothing. */
  Watch ALL = new All();

  /** Whether an update of a row counts. */
  boolean isChanged(Row before, Row after);

  /** The columns that it names. */
  Set<String> columns();

  /**
   * The columns that it compares, of all that a table has.
   *
   * @param all the table's
   */
  Set<String> compared(Set<String> all);

  /** In words, behind a rule. */
  String words();

  /** The same, with one column compared as a number. */
  default Watch byValue(Optional<String> number) {
    return this;
  }

  /** The same, with the types of the table's columns. */
  default Watch with(Map<String, String> types) {
    return this;
  }

  static Watch of(List<Watched> watched) {
    return new These(watched);
  }

  static Watch allBut(Set<String> ignored) {
    return new AllBut(ignored);
  }

  /** Every one. */
  record All() implements Watch {
    @Override
    public Set<String> compared(Set<String> all) {
      return Set.of();
    }

    @Override
    public Set<String> columns() {
      return Set.of();
    }

    @Override
    public String words() {
      return "";
    }

    @Override
    public boolean isChanged(Row before, Row after) {
      return true;
    }
  }

  /** Those that alter one of these. */
  record These(List<Watched> watched) implements Watch {

    public These {
      watched = List.copyOf(watched);
    }

    @Override
    public String words() {
      return "  if one of these changes: "
          + watched.stream().map(Watched::toString).collect(Collectors.joining(", "));
    }

    @Override
    public Set<String> compared(Set<String> all) {
      return columns();
    }

    @Override
    public Set<String> columns() {
      return watched.stream().map(Watched::column).collect(Collectors.toSet());
    }

    @Override
    public Watch byValue(Optional<String> number) {
      return new These(
          watched.stream()
              .map(
                  each ->
                      number.map(Watched::column).filter(each::equals).isPresent()
                          ? Watched.number(each.column())
                          : each)
              .toList());
    }

    @Override
    public Watch with(Map<String, String> types) {
      return new These(watched.stream().map(each -> each.with(types)).toList());
    }

    @Override
    public boolean isChanged(Row before, Row after) {
      for (Watched each : watched) {
        if (each.differs(before, after)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Those that alter another column than these. */
  record AllBut(Set<String> ignored) implements Watch {

    public AllBut {
      ignored = Collections.unmodifiableSet(new TreeSet<>(ignored));
    }

    @Override
    public Set<String> compared(Set<String> all) {
      Set<String> compared = new TreeSet<>(all);
      compared.removeAll(ignored);
      return compared;
    }

    @Override
    public Set<String> columns() {
      return ignored;
    }

    @Override
    public String words() {
      return "  if another changes than " + String.join(", ", ignored);
    }

    @Override
    public boolean isChanged(Row before, Row after) {
      Set<String> columns = new LinkedHashSet<>(after.columns().keySet());
      columns.addAll(before.columns().keySet());
      columns.removeAll(ignored);
      return columns.stream().anyMatch(column -> !before.sameIn(after, column));
    }
  }
}
