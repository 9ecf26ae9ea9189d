package dev.freshet.benchmarks;

import dev.freshet.benchmarks.capture.AppliedExperiment;
import dev.freshet.benchmarks.capture.GrowthExperiment;
import dev.freshet.benchmarks.capture.LatencyExperiment;
import dev.freshet.benchmarks.capture.ThroughputExperiment;
import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Machine;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.identity.IdentityExperiment;
import dev.freshet.benchmarks.lookups.LookupsExperiment;
import dev.freshet.benchmarks.reading.ReadingExperiment;
import dev.freshet.benchmarks.report.Report;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.benchmarks.staleness.StalenessExperiment;
import dev.freshet.benchmarks.stampede.StampedeExperiment;
import dev.freshet.benchmarks.startup.StartupExperiment;
import dev.freshet.benchmarks.values.MemoryExperiment;
import dev.freshet.benchmarks.values.ValuesExperiment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the command line asks for, and the run. */
@Command(
    name = "./benchmark",
    mixinStandardHelpOptions = true,
    description = {
      "Measures Freshet beside its alternatives, on real servers that it starts on this machine.",
      "Prints the tables, and writes them with plots into a folder.",
      "Exit code 0: all was measured; 1: something failed; 2: the options are wrong.",
      ""
    })
final class BenchmarkCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  private final List<Experiment> experiments =
      List.of(
          new LatencyExperiment(),
          new AppliedExperiment(),
          new ThroughputExperiment(),
          new GrowthExperiment(),
          new LookupsExperiment(),
          new IdentityExperiment(),
          new ReadingExperiment(),
          new StampedeExperiment(),
          new StalenessExperiment(),
          new ValuesExperiment(),
          new MemoryExperiment(),
          new StartupExperiment());
  private final Path work;
  private final PrintStream out;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "These experiments, with commas between them (default: all).")
  private List<String> only = List.of();

  @Option(
      names = "--quick",
      description = "A smoke run of a few seconds each, whose figures mean nothing.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where report.md and the plots go (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("target/benchmarks");

  @Option(
      names = "--java",
      paramLabel = "HOME",
      description = "The JDK that services and their alternatives run on (default: this one).")
  private Path javaHome = Path.of(System.getProperty("java.home"));

  @Option(
      names = "--java-options",
      paramLabel = "OPTIONS",
      split = " ",
      description = "Options of their JVMs, with spaces between them (default: ${DEFAULT-VALUE}).")
  private List<String> javaOptions = List.of("-Xms1g", "-Xmx1g");

  @Option(
      names = "--before",
      paramLabel = "JAR",
      description =
          "The cdc-invalidator.jar of another version, which latency and throughput measure beside"
              + " this one, in place of Debezium's defaults.")
  private Optional<Path> before = Optional.empty();

  /** For the help text. */
  List<String> experimentLines() {
    return experiments.stream().map(e -> "  %-10s %s".formatted(e.name(), e.title())).toList();
  }

  /**
   * @param work for logs and temporary files
   */
  BenchmarkCommand(Path work, PrintStream out) {
    this.work = work;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Experiment> chosen = chosen();
    if (!Files.isExecutable(javaHome.resolve("bin").resolve("java"))) {
      throw bad("there is no JDK in " + javaHome);
    }
    if (before.isPresent() && !Files.isReadable(before.get())) {
      throw bad("there is no jar " + before.get());
    }
    Map<String, String> facts = facts();
    Setup setup = new Setup(quick, javaHome, javaOptions, before, work, facts, out);
    List<Section> sections = new ArrayList<>();
    long start = System.nanoTime();
    for (Experiment experiment : chosen) {
      out.println(experiment.title());
      Section section = run(experiment, setup);
      sections.add(section);
      out.println();
      out.println(section.tables());
    }
    facts.put(
        "Took",
        Duration.ofNanos(System.nanoTime() - start).truncatedTo(ChronoUnit.SECONDS).toString());
    new Report(facts, quick, sections).write(folder);
    out.println("Written: " + folder.resolve("report.md"));
    return sections.stream().anyMatch(Section::hasFailures) ? FAILED : 0;
  }

  private Section run(Experiment experiment, Setup setup) throws InterruptedException {
    try {
      return experiment.run(setup);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      e.printStackTrace(out);
      return Section.failed(experiment.name(), experiment.title(), e);
    }
  }

  private List<Experiment> chosen() {
    for (String name : only) {
      if (experiments.stream().noneMatch(experiment -> experiment.name().equals(name))) {
        throw bad(
            "there is no experiment '%s'; there are: %s"
                .formatted(
                    name,
                    experiments.stream().map(Experiment::name).collect(Collectors.joining(", "))));
      }
    }
    return experiments.stream().filter(e -> only.isEmpty() || only.contains(e.name())).toList();
  }

  private ParameterException bad(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Date", OffsetDateTime.now().truncatedTo(ChronoUnit.MINUTES).toString());
    facts.put(
        "Command",
        "`./benchmark "
            + String.join(" ", spec.commandLine().getParseResult().originalArgs())
            + "`");
    facts.put("JDK of the services", Machine.jdk(javaHome));
    facts.put("Options of their JVMs", String.join(" ", javaOptions));
    facts.put("JDK of the measuring", Machine.jdk(Path.of(System.getProperty("java.home"))));
    Machine.describe(facts);
    return facts;
  }
}
