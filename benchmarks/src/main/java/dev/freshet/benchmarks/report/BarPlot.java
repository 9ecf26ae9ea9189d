package dev.freshet.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * One measure of comparisons with the same contestants: a group of bars for each comparison, a bar
 * for each contestant, as high as its median. One that failed has none.
 */
public record BarPlot(String title, Measure measure, List<Comparison> comparisons) implements Plot {

  public BarPlot {
    comparisons = List.copyOf(comparisons);
  }

  @Override
  public IChart chart() {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(measure.label())
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setAvailableSpaceFill(0.8);
    List<String> groups = comparisons.stream().map(Comparison::title).toList();
    for (String contestant : comparisons.get(0).contestants()) {
      List<Double> medians = new ArrayList<>();
      List<Double> errors = new ArrayList<>();
      for (Comparison comparison : comparisons) {
        Optional<Statistics> statistics = comparison.of(contestant, measure);
        medians.add(statistics.map(Statistics::median).orElse(0.0));
        errors.add(statistics.map(s -> (s.most() - s.least()) / 2).orElse(0.0));
      }
      chart.addSeries(contestant, groups, medians, errors);
    }
    return chart;
  }
}
