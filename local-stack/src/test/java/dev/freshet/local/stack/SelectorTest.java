package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.stack.Selector.LabelMatcher;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectorTest {

  private static final String EXPOSED =
      """
      # HELP reads_total
      # TYPE reads_total counter
      reads_total{kind="product",note="a } \\"b\\", c"} 12.0
      live 3.0
      """;

  @Test
  void namesMetricsLabelsAndConditions() {
    assertThat(
            Selector.in(
                "histogram_quantile(0.99, sum by (le, kind) (rate(reads_bucket{job=\"a\","
                    + " uri!~\"/b.*\"}[$__rate_interval]))) / max(live) == 1"))
        .containsExactly(
            new Selector(
                "reads_bucket",
                List.of(new LabelMatcher("job", "=", "a"), new LabelMatcher("uri", "!~", "/b.*")),
                Set.of("le", "kind")),
            new Selector("live", List.of(), Set.of("le", "kind")));
  }

  @Test
  void selectsWhatHasTheNameTheLabelsAndTheValues() {
    for (String expression :
        List.of(
            "rate(reads_total[5m])",
            "sum by (kind) (reads_total)",
            "reads_total{kind=~\"prod.*\", job!=\"other\"}",
            "live == 3")) {
      assertThat(Selector.in(expression))
          .as(expression)
          .isNotEmpty()
          .allMatch(selector -> selector.selectsFrom("api", EXPOSED));
    }
  }

  @Test
  void selectsNothingElse() {
    for (String expression :
        List.of(
            "rate(reads[5m])",
            "sum by (sort) (reads_total)",
            "reads_total{kind=\"listing\"}",
            "reads_total{job=\"other\"}",
            "reads_total{kind!~\"prod.*\"}",
            "reads_total{sort!=\"product\"}")) {
      assertThat(Selector.in(expression))
          .as(expression)
          .isNotEmpty()
          .noneMatch(selector -> selector.selectsFrom("api", EXPOSED));
    }
  }
}
