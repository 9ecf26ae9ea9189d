package dev.freshet.benchmarks.report;

import java.util.List;

/**
 * What one experiment found.
 *
 * @param name as the command line has it; names the plots' files too
 * @param text what is measured, and how; Markdown
 * @param notes what else was seen; Markdown, one paragraph each
 */
public record Section(
    String name,
    String title,
    String text,
    List<Goal> goals,
    List<Comparison> comparisons,
    List<Plot> plots,
    List<String> notes) {

  public Section {
    goals = List.copyOf(goals);
    comparisons = List.copyOf(comparisons);
    plots = List.copyOf(plots);
    notes = List.copyOf(notes);
  }

  /** The section of an experiment that could not run. */
  public static Section failed(String name, String title, Throwable failure) {
    return new Section(
        name, title, "FAILED: " + failure, List.of(), List.of(), List.of(), List.of());
  }

  /** Whether a contestant failed, or there is nothing to show. */
  public boolean hasFailures() {
    return comparisons.isEmpty()
        || comparisons.stream()
            .anyMatch(c -> c.contestants().stream().anyMatch(name -> c.failure(name).isPresent()));
  }

  /** The goals and tables, for a terminal. */
  public String tables() {
    StringBuilder text = new StringBuilder();
    for (Comparison comparison : comparisons) {
      text.append("**").append(comparison.title()).append("**, median of ");
      text.append(comparison.rounds().size()).append(" rounds (and spread)\n\n");
      text.append(comparison.table().text()).append('\n');
    }
    if (!goals.isEmpty()) {
      goals.forEach(goal -> text.append(goal.line()).append('\n'));
      text.append('\n');
    }
    return text.toString();
  }

  String plotFile(int index) {
    return name + "-" + (index + 1) + ".png";
  }

  String markdown() {
    StringBuilder text = new StringBuilder("## " + title + "\n\n" + text().strip() + "\n\n");
    text.append(tables());
    for (int i = 0; i < plots.size(); i++) {
      text.append("![%s](%s)%n%n".formatted(plots.get(i).title(), plotFile(i)));
    }
    notes.forEach(note -> text.append(note.strip()).append("\n\n"));
    return text.toString();
  }
}
