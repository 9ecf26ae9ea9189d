package dev.freshet.local.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file that a program logs to. */
record LogFile(Path path) {

  private static final int TAIL_LINES = 25;

  /** The last lines, for an error message. */
  String tail() {
    try {
      List<String> lines = new String(Files.readAllBytes(path), UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
