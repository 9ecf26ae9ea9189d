package dev.freshet.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads {@link Rules} from files, as docs/rules.md describes them. */
public final class RulesFile {

  private static final int MOST_BYTES = 1_000_000;
  private static final int MOST_DEPTH = 20;
  private static final String BUNDLED = "catalog.yml";

  private RulesFile() {}

  /** The rules of the catalog whose tables are in contract/schema.sql. */
  public static Rules bundled() {
    try (@Nullable InputStream in = RulesFile.class.getResourceAsStream(BUNDLED)) {
      if (in == null) {
        throw new IllegalStateException("no " + BUNDLED);
      }
      return parse(BUNDLED, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RulesException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The rules of a file.
   *
   * @throws RulesException if there are none, with all that is wrong
   */
  public static Rules read(Path file) throws RulesException {
    String name = String.valueOf(file.getFileName());
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new RulesException(
          List.of("the rules file %s cannot be read: %s".formatted(file, reason(file, e))));
    }
    if (bytes.length > MOST_BYTES) {
      throw new RulesException(List.of(name + " has more than 1 MB, so it is no rules file"));
    }
    try {
      return parse(name, UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new RulesException(List.of(name + " is no text in UTF-8"));
    }
  }

  /**
   * The rules that a text stands for.
   *
   * @param name of the file, for messages
   * @throws RulesException if there are none, with all that is wrong
   */
  public static Rules parse(String name, String text) throws RulesException {
    @Nullable Node root;
    try {
      refuseWhatCannotBeHeld(name, text);
      root = yaml().compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new RulesException(List.of("%s:%d: no YAML: %s".formatted(name, line, e.getProblem())));
    } catch (ReaderException e) {
      throw new RulesException(
          List.of(
              "%s:%d: no YAML: it has the character U+%04X"
                  .formatted(name, line(text, e.getPosition()), e.getCodePoint())));
    } catch (YAMLException e) {
      throw new RulesException(
          List.of(
              "%s: no YAML: %s"
                  .formatted(name, String.valueOf(e.getMessage()).lines().findFirst().orElse(""))));
    }
    if (root == null) {
      throw new RulesException(List.of(name + " is empty"));
    }
    return new RulesReader(name).read(root);
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "its permissions forbid it";
    }
    return Files.isDirectory(file) ? "it is a directory" : String.valueOf(e.getMessage());
  }

  private static int line(String text, int position) {
    int end = text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
    return (int) text.substring(0, end).chars().filter(c -> c == '\n').count() + 1;
  }

  /** A few aliases can stand for more than fits into memory, and deep nesting fills the stack. */
  private static void refuseWhatCannotBeHeld(String name, String text) throws RulesException {
    int depth = 0;
    for (Event event : yaml().parse(new StringReader(text))) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > MOST_DEPTH) {
        throw new RulesException(
            List.of(
                "%s:%d: more than %d levels, which no rules have"
                    .formatted(name, event.getStartMark().getLine() + 1, MOST_DEPTH)));
      }
      if (event instanceof AliasEvent alias) {
        throw new RulesException(
            List.of(
                "%s:%d: aliases are not allowed: write what *%s stands for"
                    .formatted(name, alias.getStartMark().getLine() + 1, alias.getAnchor())));
      }
    }
  }

  private static Yaml yaml() {
    return new Yaml(new LoaderOptions());
  }
}
