package dev.freshet.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Section;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private static final Measure RATE = new Measure("rate", "/s");

  private final List<String> asked = new ArrayList<>();

  @Test
  void theOrderAlternatesAndRatiosAreTakenWithinRounds() throws InterruptedException {
    Comparison comparison = compare(contestant("a", 10, 20, 40), contestant("b", 20, 20, 20));
    assertThat(asked).containsExactly("a", "b", "b", "a", "a", "b");
    assertThat(comparison.contestants()).containsExactly("a", "b");
    assertThat(comparison.of("a", RATE).orElseThrow().median()).isEqualTo(20);
    assertThat(comparison.ratio("b", RATE).orElseThrow().median()).isEqualTo(1);
    assertThat(comparison.ratio("b", RATE).orElseThrow().most()).isEqualTo(2);
    assertThat(section(comparison).hasFailures()).isFalse();
  }

  @Test
  void aContestantThatDoesNotDoItsWorkIsReportedAsFailedAndNotAsFast() throws InterruptedException {
    Comparison comparison = compare(contestant("a", 10, 10, 10), contestant("b", 1_000));
    assertThat(asked).containsExactly("a", "b", "b", "a", "a");
    assertThat(comparison.failure("b")).contains("did nothing");
    assertThat(comparison.of("b", RATE)).isEmpty();
    assertThat(comparison.ratio("b", RATE)).isEqualTo(Optional.empty());
    assertThat(section(comparison).tables())
        .contains("FAILED: did nothing")
        .doesNotContain("1,000");
    assertThat(section(comparison).hasFailures()).isTrue();
  }

  private static Section section(Comparison comparison) {
    return new Section("x", "X", "", List.of(), List.of(comparison), List.of(), List.of());
  }

  private static Comparison compare(Contestant... contestants) throws InterruptedException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Setup setup =
        new Setup(true, Path.of(""), List.of(), Optional.empty(), Path.of(""), Map.of(), nowhere);
    return new Rounds(setup, "test", "a", List.of(RATE)).run(3, List.of(contestants));
  }

  /** Fails when it has no more figures. */
  private Contestant contestant(String name, double... rates) {
    Iterator<Double> next = java.util.Arrays.stream(rates).iterator();
    return new Contestant() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Map<Measure, Double> measure() {
        asked.add(name);
        if (!next.hasNext()) {
          throw new IllegalStateException("did nothing");
        }
        return Map.of(RATE, next.next());
      }
    };
  }
}
