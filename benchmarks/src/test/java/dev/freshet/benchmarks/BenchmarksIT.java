package dev.freshet.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchmarksIT {

  @TempDir Path work;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void aQuickRunWritesAReportWithTablesAndPlotsAndSaysThatItsFiguresMeanNothing()
      throws IOException {
    Path folder = work.resolve("report");
    assertThat(run("--quick", "--only", "values", "--out", folder.toString())).isZero();
    String report = Files.readString(folder.resolve("report.md"));
    assertThat(report)
        .contains("its figures mean nothing", "| CPU", "| Command", "## Bytes and time")
        .containsPattern("\\| MessagePack +\\| +[\\d,]+ \\|")
        .contains("× JSON", "![Size](values-1.png)");
    assertThat(folder.resolve("values-1.png")).binaryContent().startsWith(0x89, 'P', 'N', 'G');
    assertThat(printed.toString(UTF_8)).contains("| MessagePack");
  }

  @Test
  void rulesWithLookUpsAreMeasuredBesideOneWithout() throws IOException {
    Path folder = work.resolve("report");
    assertThat(run("--quick", "--only", "lookups", "--out", folder.toString()))
        .as(printed.toString(UTF_8))
        .isZero();
    assertThat(Files.readString(folder.resolve("report.md")))
        .contains("100 commits/s: p50 with one hop", "One update of 2,000 rows: with one hop")
        .containsPattern("\\| one hop +\\| +[\\d.,]+")
        .containsPattern("\\| two hops +\\| +[\\d.,]+")
        .doesNotContain("not measured");
  }

  @Test
  void aWrongOptionEndsWith2AndSaysWhy() {
    assertThat(run("--only", "values,reding")).isEqualTo(2);
    assertThat(run("--quik")).isEqualTo(2);
    assertThat(run("--java", work.toString())).isEqualTo(2);
    assertThat(run("--before", "none.jar")).isEqualTo(2);
    assertThat(printed.toString(UTF_8))
        .contains(
            "there is no experiment 'reding'", "--quik", "there is no JDK in", "no jar none.jar");
  }

  @Test
  void theHelpNamesTheExperiments() {
    assertThat(run("--help")).isZero();
    assertThat(printed.toString(UTF_8)).contains("--only", "values");
  }

  private int run(String... arguments) {
    PrintStream out = new PrintStream(printed, true, UTF_8);
    CommandLine line = Benchmarks.command(new BenchmarkCommand(work, out));
    line.setErr(new PrintWriter(out, true)).setOut(new PrintWriter(out, true));
    return line.execute(arguments);
  }
}
