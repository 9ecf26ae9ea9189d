package dev.freshet.benchmarks.report;

import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Curves over one axis; logarithmic axes take positive figures only. */
public record LinePlot(String title, Axis x, Axis y, List<Line> lines) implements Plot {

  public LinePlot {
    lines = List.copyOf(lines);
  }

  /** An axis, with its unit in the title. */
  public record Axis(String title, boolean logarithmic) {}

  /** One curve, through points of increasing x. */
  public record Line(String name, List<Double> x, List<Double> y) {
    public Line {
      x = List.copyOf(x);
      y = List.copyOf(y);
    }
  }

  @Override
  public IChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x.title())
            .yAxisTitle(y.title())
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setXAxisLogarithmic(x.logarithmic());
    chart.getStyler().setYAxisLogarithmic(y.logarithmic());
    lines.stream()
        .filter(line -> !line.x().isEmpty())
        .forEach(line -> chart.addSeries(line.name(), line.x(), line.y()));
    return chart;
  }
}
