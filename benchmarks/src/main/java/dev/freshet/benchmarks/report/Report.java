package dev.freshet.benchmarks.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run found, as {@code report.md} and pictures beside it.
 *
 * @param facts of the machine, the versions and the command, in the order in which they are shown
 * @param meaningless whether the run was too short for its figures to say anything
 */
public record Report(Map<String, String> facts, boolean meaningless, List<Section> sections) {

  private static final String WARNING =
      "> A smoke run (`--quick`): it shows that everything works; its figures mean nothing.\n\n";

  public Report {
    sections = List.copyOf(sections);
  }

  /** Writes into a folder, which is made if need be. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("report.md"), markdown());
    for (Section section : sections) {
      for (int i = 0; i < section.plots().size(); i++) {
        try (OutputStream file = Files.newOutputStream(folder.resolve(section.plotFile(i)))) {
          section.plots().get(i).write(file);
        }
      }
    }
  }

  private String markdown() {
    StringBuilder text = new StringBuilder("# Benchmarks\n\n");
    if (meaningless) {
      text.append(WARNING);
    }
    TextTable table = new TextTable(List.of("", "of this run"));
    facts.forEach((name, value) -> table.add(List.of(name, value)));
    text.append(table.text()).append('\n');
    sections.forEach(section -> text.append(section.markdown()));
    return text.toString().strip() + "\n";
  }
}
