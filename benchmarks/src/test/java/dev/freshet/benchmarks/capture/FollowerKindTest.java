package dev.freshet.benchmarks.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.benchmarks.harness.Setup;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowerKindTest {

  @Test
  void anotherVersionTakesThePlaceOfTheSlowestContestant() {
    assertThat(FollowerKind.of(setup(Optional.empty())))
        .containsExactly(FollowerKind.RAW, FollowerKind.FRESHET, FollowerKind.DEBEZIUM);
    assertThat(FollowerKind.of(setup(Optional.of(Path.of("cdc-invalidator.jar")))))
        .containsExactly(FollowerKind.RAW, FollowerKind.FRESHET, FollowerKind.BEFORE);
  }

  private static Setup setup(Optional<Path> before) {
    return new Setup(
        true,
        Path.of(""),
        List.of(),
        before,
        Path.of(""),
        Map.of(),
        new PrintStream(OutputStream.nullOutputStream()));
  }
}
