package dev.freshet.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of Markdown. */
record Document(Path file, String text) {

  private static final Path ROOT = Path.of("..");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  /** README, CONTRIBUTING, and all that is in {@code docs}. */
  static List<Document> all() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md").map(ROOT::resolve), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .map(Document::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param file from the repository's root
   */
  static Document of(String file) {
    return of(ROOT.resolve(file));
  }

  private static Document of(Path file) {
    try {
      return new Document(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the pattern finds, examples included. */
  Stream<MatchResult> find(Pattern pattern) {
    return pattern.matcher(text).results();
  }

  /** The targets of links that lead to no file, or to no heading of it. */
  Stream<String> brokenLinks() {
    return LINK.matcher(withoutExamples())
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.startsWith("http") && !leadsSomewhere(target));
  }

  /** What follows a heading of the second level, until the next. */
  String section(String heading) {
    String start = "\n## " + heading + "\n";
    int from = text.indexOf(start) + start.length();
    if (from < start.length()) {
      throw new IllegalArgumentException(file + " has no section " + heading);
    }
    int to = text.indexOf("\n## ", from);
    return to < 0 ? text.substring(from) : text.substring(from, to);
  }

  private boolean leadsSomewhere(String target) {
    int anchor = target.indexOf('#');
    String path = anchor < 0 ? target : target.substring(0, anchor);
    Path to = path.isEmpty() ? file : file.resolveSibling(path);
    return Files.exists(to)
        && (anchor < 0 || of(to).anchors().anyMatch(target.substring(anchor + 1)::equals));
  }

  /** As GitHub names them. */
  private Stream<String> anchors() {
    return HEADING
        .matcher(withoutExamples())
        .results()
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
  }

  private String withoutExamples() {
    return FENCED.matcher(text).replaceAll("");
  }
}
