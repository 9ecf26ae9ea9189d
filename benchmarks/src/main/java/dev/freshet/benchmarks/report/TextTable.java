package dev.freshet.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table, aligned so that a terminal shows it as well. */
final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> head) {
    rows.add(List.copyOf(head));
  }

  /** A row may be shorter than the head. */
  void add(List<String> row) {
    rows.add(row.stream().map(cell -> cell.replace("|", "\\|").replace('\n', ' ')).toList());
  }

  String text() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], Math.max(3, row.get(i).length()));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int n = 0; n < rows.size(); n++) {
      appendRow(text, rows.get(n), widths);
      if (n == 0) {
        appendRule(text, widths);
      }
    }
    return text.toString();
  }

  private static void appendRow(StringBuilder text, List<String> row, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String cell = i < row.size() ? row.get(i) : "";
      String padding = " ".repeat(widths[i] - cell.length());
      text.append("| ").append(i == 0 ? cell + padding : padding + cell).append(' ');
    }
    text.append("|\n");
  }

  private static void appendRule(StringBuilder text, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String rule = "-".repeat(widths[i]);
      text.append('|').append(i == 0 ? rule + "--" : rule + "-:");
    }
    text.append("|\n");
  }
}
