package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  @Test
  void showsATestThatIsRunAndHasAtMostTwentyLines() throws IOException {
    String source = Files.readString(Path.of("src/test/java/com/example/PriceChangeIT.java"));
    String shown = source.substring(source.indexOf("import "));

    assertThat(shown.lines()).hasSizeLessThanOrEqualTo(20);
    assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + shown + "```");
  }

  @Test
  void theExampleWithASchemaOfOnesOwnIsRun() throws IOException {
    String source = Files.readString(Path.of("src/test/java/com/example/BookIT.java"));
    String shown = source.substring(source.indexOf("@FreshetTest"));

    assertThat(Files.readString(Path.of("../docs/testing.md")))
        .contains("```java\n" + shown + "```")
        .contains("```yaml\n" + resource("rules.yml") + "```")
        .contains("```sql\n" + resource("schema.sql") + "```");
  }

  private static String resource(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/bookshop", name));
  }
}
