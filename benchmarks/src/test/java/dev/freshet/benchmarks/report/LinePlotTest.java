package dev.freshet.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.benchmarks.report.LinePlot.Axis;
import dev.freshet.benchmarks.report.LinePlot.Line;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class LinePlotTest {

  private static final Line MEASURED = new Line("p50", List.of(10.0, 100.0), List.of(1.0, 2.0));
  private static final Line FAILED = new Line("p99", List.of(), List.of());

  @Test
  void isDrawnWithoutTheLinesOfWhichNothingWasMeasured() throws IOException {
    assertThat(width(MEASURED, FAILED)).isEqualTo(Plot.WIDTH);
    assertThat(width(FAILED)).isEqualTo(Plot.WIDTH);
  }

  private static int width(Line... lines) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    new LinePlot("Growth", new Axis("x", true), new Axis("ms", false), List.of(lines)).write(file);
    return ImageIO.read(new ByteArrayInputStream(file.toByteArray())).getWidth();
  }
}
