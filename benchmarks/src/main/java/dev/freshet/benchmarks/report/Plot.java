package dev.freshet.benchmarks.report;

import java.io.IOException;
import java.io.OutputStream;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;

/** A picture of figures. */
public interface Plot {

  int WIDTH = 900;
  int HEIGHT = 420;

  String title();

  IChart chart();

  /** Writes it as a PNG. */
  default void write(OutputStream file) throws IOException {
    ChartEncoder.saveChart(chart(), file, "png");
  }
}
