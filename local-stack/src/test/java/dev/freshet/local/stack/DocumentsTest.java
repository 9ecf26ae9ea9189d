package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The documents point at what there is. */
class DocumentsTest {

  private static final Path ROOT = Path.of("..");

  private static final Pattern SOURCE = Pattern.compile("\\[`?(\\w+)`?]\\(\\S*/(\\w+)\\.java\\)");

  /** Classes that are named without a link: tests, and programs beside them. */
  private static final Pattern TEST = Pattern.compile("`(\\w+[a-z](?:IT|Test|Benchmark|Main))`");

  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
  private static final Pattern MODULE_ROW = Pattern.compile("(?m)^\\| \\[`(.+?)`]\\(\\1\\) \\|");

  /** With what differs in the last part of its name: {@code `freshet.a.b`, `.c`}. */
  private static final Pattern PROPERTY =
      Pattern.compile("(?<=`)(freshet\\.[a-z.-]*[a-z])((?:`, `\\.[a-z-]+)*)");

  private static final Pattern VARIABLE = Pattern.compile("\\bFRESHET(?:_[A-Z]+)+\\b");

  /** A program, or a folder or file by its path. */
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w/.])\\./[\\w-]+|(?<=`)[\\w.-]+/[\\w/.-]*(?=`)");

  private static final Pattern DOCUMENT =
      Pattern.compile("(?<![\\w/.])docs/[\\w/-]+\\.(?:md|sql)\\b");

  private static final Pattern WITH_TEXT = Pattern.compile(".*\\.(java|sql|ya?ml|sh|xml|md)");

  @Test
  void everyLinkLeadsSomewhere() {
    assertThat(in(Document.all(), Document::brokenLinks)).isEmpty();
  }

  @Test
  void classesAreLinkedByTheirNames() {
    assertThat(
            in(
                Document.all(),
                document ->
                    document
                        .find(SOURCE)
                        .filter(link -> !link.group(1).equals(link.group(2)))
                        .map(MatchResult::group)))
        .isEmpty();
  }

  @Test
  void everyTestThatIsNamedExists() {
    Set<String> classes =
        files().stream()
            .map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
            .collect(Collectors.toSet());
    assertThat(unknown(TEST, test -> classes.contains(test.group(1)))).isEmpty();
  }

  @Test
  void theModulesAreThoseOfTheBuild() {
    List<String> modules =
        Document.of("pom.xml").find(MODULE).map(module -> module.group(1)).toList();
    assertThat(Document.of("README.md").find(MODULE_ROW).map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(modules);
    assertThat(Document.of("CONTRIBUTING.md").section("Where is what"))
        .contains(modules.stream().map(module -> "`" + module + "`").toList());
  }

  @Test
  void thePropertiesAreThoseOfTheServices() {
    Set<String> properties = properties();
    Set<String> documented =
        Document.all().stream()
            .flatMap(document -> document.find(PROPERTY))
            .flatMap(DocumentsTest::properties)
            .collect(Collectors.toSet());
    assertThat(documented).containsExactlyInAnyOrderElementsOf(properties);
  }

  @Test
  void theVariablesAreThoseOfTheServices() {
    Set<String> variables =
        properties().stream()
            .map(name -> name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    assertThat(unknown(VARIABLE, name -> variables.contains(name.group()))).isEmpty();
  }

  @Test
  void everyPathThatIsNamedExists() {
    assertThat(
            unknown(
                PATH,
                path ->
                    path.group().startsWith("target/") || Files.exists(ROOT.resolve(path.group()))))
        .isEmpty();
  }

  @Test
  void everyDocumentThatTheSourcesNameExists() {
    List<Document> sources =
        files().stream()
            .filter(file -> WITH_TEXT.matcher(file.toString()).matches())
            .map(file -> Document.of(ROOT.relativize(file).toString()))
            .toList();
    assertThat(sources).flatMap(source -> source.find(DOCUMENT).toList()).isNotEmpty();
    assertThat(
            in(
                sources,
                source ->
                    source
                        .find(DOCUMENT)
                        .map(MatchResult::group)
                        .filter(name -> !Files.exists(ROOT.resolve(name)))))
        .isEmpty();
  }

  /** What the pattern finds in the documents, which is something, and is not known. */
  private static List<String> unknown(Pattern pattern, Predicate<MatchResult> known) {
    assertThat(Document.all()).flatMap(document -> document.find(pattern).toList()).isNotEmpty();
    return in(
        Document.all(),
        document -> document.find(pattern).filter(known.negate()).map(MatchResult::group));
  }

  private static List<String> in(
      List<Document> documents, Function<Document, Stream<String>> found) {
    return documents.stream()
        .flatMap(document -> found.apply(document).map(what -> document.file() + ": " + what))
        .toList();
  }

  private static Stream<String> properties(MatchResult found) {
    String first = found.group(1);
    String group = first.substring(0, first.lastIndexOf('.'));
    return Stream.concat(
        Stream.of(first),
        Pattern.compile("\\.[a-z-]+")
            .matcher(found.group(2))
            .results()
            .map(m -> group + m.group()));
  }

  /** As the compiler writes them down for Spring Boot. */
  private static Set<String> properties() {
    Set<String> names = new TreeSet<>();
    for (String service :
        List.of(
            "api-service", "cdc-invalidator", "redis-connection", "freshet-spring-boot-starter")) {
      Path metadata =
          ROOT.resolve(service)
              .resolve("target/classes/META-INF/spring-configuration-metadata.json");
      JsonMapper.shared()
          .readTree(metadata.toFile())
          .get("properties")
          .forEach(property -> names.add(property.get("name").stringValue()));
    }
    return names;
  }

  /** Of the repository, without what is built. */
  private static List<Path> files() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = folder.getFileName().toString();
              return name.equals("target") || name.matches("\\.\\w+.*")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(file);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
