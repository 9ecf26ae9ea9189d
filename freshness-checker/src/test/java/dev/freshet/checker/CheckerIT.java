package dev.freshet.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.Folders;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * A minute of the checker, each time with another seed, which it prints; {@code -Dchecker.options}
 * has options of the command line, {@code -Dchecker.duration} the most used one.
 */
class CheckerIT {

  @Test
  void findsNoStaleReadAndNoStaleValue() throws Exception {
    CheckerOptions options =
        CheckerOptions.of(
            ("--duration "
                    + System.getProperty("checker.duration", "1m")
                    + " "
                    + System.getProperty("checker.options", ""))
                .strip()
                .split(" +"));
    Path folder = Folders.temporary("freshet-checker-");
    try {
      assertThat(Checker.run(options, folder, System.out)).isTrue();
    } finally {
      Folders.delete(folder);
    }
  }
}
