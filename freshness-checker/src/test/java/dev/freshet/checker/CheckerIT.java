package dev.freshet.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.Folders;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Half a minute of the checker, and less for the second subject, each time with another seed, which
 * it prints; {@code -Dchecker.options} has options of the command line, {@code -Dchecker.duration}
 * and {@code -Dchecker.shop.duration} the most used one.
 */
class CheckerIT {

  @Test
  void findsNoStaleReadAndNoStaleValue() throws Exception {
    assertClean("--duration " + System.getProperty("checker.duration", "30s"));
  }

  @Test
  void findsNoneInAnApplicationWithJpaAndRulesOfItsOwn() throws Exception {
    assertClean("--subject shop --duration " + System.getProperty("checker.shop.duration", "15s"));
  }

  private static void assertClean(String options) throws Exception {
    String all = options + " " + System.getProperty("checker.options", "");
    Path folder = Folders.temporary("freshet-checker-");
    try {
      assertThat(Checker.run(CheckerOptions.of(all.strip().split(" +")), folder, System.out))
          .isTrue();
    } finally {
      Folders.delete(folder);
    }
  }
}
