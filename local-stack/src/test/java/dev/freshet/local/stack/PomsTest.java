package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/** What the POMs say to those who depend on them. */
class PomsTest {

  private static final Pom ROOT = Pom.of("");
  private static final Pom BOM = Pom.of("freshet-bom");
  private static final Pom EXAMPLE = Pom.of("examples/spring-jpa-shop");

  @Test
  void eachModuleSaysWhatItIs() {
    assertThat(modules())
        .allSatisfy(
            module -> {
              assertThat(module.all("name")).as(module.path()).singleElement().isNotEqualTo("");
              assertThat(module.all("description")).as(module.path()).isNotEmpty();
            });
  }

  /** The others have neither sources nor Javadoc beside them. */
  @Test
  void theBomListsAllModulesThatAreNoPrograms() {
    assertThat(BOM.all("dependencyManagement/dependencies/dependency/artifactId"))
        .containsExactlyInAnyOrderElementsOf(
            modules().stream()
                .filter(module -> !List.of(BOM.path(), EXAMPLE.path()).contains(module.path()))
                .filter(module -> module.all("properties/maven.source.skip").isEmpty())
                .flatMap(module -> module.all("artifactId").stream())
                .toList());
  }

  @Test
  void whatHasNoParentHereHasTheSameVersions() {
    List<String> version = ROOT.all("version");
    assertThat(BOM.all("version")).isEqualTo(version);
    assertThat(EXAMPLE.all("dependencyManagement/dependencies/dependency/version"))
        .isEqualTo(version);
    assertThat(EXAMPLE.all("parent/version")).isEqualTo(ROOT.all("parent/version"));
  }

  private static List<Pom> modules() {
    return ROOT.all("modules/module").stream().map(Pom::of).toList();
  }

  private record Pom(String path, org.w3c.dom.Document xml) {

    /**
     * @param folder from the repository's root
     */
    static Pom of(String folder) {
      try {
        return new Pom(
            folder,
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("..", folder, "pom.xml").toFile()));
      } catch (Exception e) {
        throw new IllegalStateException(folder, e);
      }
    }

    /** The texts of the elements at this path below the root element. */
    List<String> all(String elements) {
      try {
        NodeList found =
            (NodeList)
                XPathFactory.newInstance()
                    .newXPath()
                    .evaluate("/project/" + elements, xml, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
            .mapToObj(i -> found.item(i).getTextContent())
            .toList();
      } catch (XPathExpressionException e) {
        throw new IllegalArgumentException(elements, e);
      }
    }
  }
}
