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
    Report report = run("--duration " + System.getProperty("checker.duration", "30s"));
    assertThat(report.isClean()).isTrue();
    assertThat(report.fromMemory()).isPositive();
  }

  @Test
  void findsNoneInAnApplicationWithJpaAndRulesOfItsOwn() throws Exception {
    assertThat(
            run("--subject shop --duration " + System.getProperty("checker.shop.duration", "15s"))
                .isClean())
        .isTrue();
  }

  private static Report run(String options) throws Exception {
    String all = options + " " + System.getProperty("checker.options", "");
    Path folder = Folders.temporary("freshet-checker-");
    try {
      return Checker.run(CheckerOptions.of(all.strip().split(" +")), folder, System.out);
    } finally {
      Folders.delete(folder);
    }
  }
}
