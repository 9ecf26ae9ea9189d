package dev.freshet.benchmarks.startup;

import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.local.stack.ServiceJars;
import dev.freshet.local.stack.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Time and CPU until the services are ready: as a jar, taken apart, and with their classes. */
public final class StartupExperiment implements Experiment {

  private static final Measure READY = new Measure("until ready", "s");
  private static final Measure CPU = new Measure("CPU", "s");
  private static final String JAR = "the jar";
  private static final Duration READINESS_LIMIT = Duration.ofMinutes(3);

  /** Starts a service from what {@code java} is to run. */
  private interface Start {
    ServiceProcess of(List<String> program);
  }

  @Override
  public String name() {
    return "startup";
  }

  @Override
  public String title() {
    return "Start of the services";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    ServiceJars jars = setup.jars();
    List<Comparison> services;
    try (Stack stack = Stack.start(setup, setup.either(10_000, 100))) {
      services =
          List.of(
              compare(
                  setup, stack, "API", jars.api(), program -> stack.api("api", program, Map.of())),
              compare(
                  setup,
                  stack,
                  "Invalidator",
                  jars.invalidator(),
                  program -> stack.invalidator(program, Map.of())));
    }
    return new Section(
        name(),
        title(),
        """
        From the start of the process until its readiness is 200, and the CPU time that it has taken by
        then, with PostgreSQL and Redis at hand. *The jar* is what the build makes; *taken apart* is what
        `java -Djarmode=tools -jar ... extract` makes of it; *with its classes* has in addition an
        archive that a start without any server has made (class data sharing), as the images have it.""",
        List.of(),
        services,
        List.of(new BarPlot("Until ready", READY, services), new BarPlot("CPU", CPU, services)),
        List.of());
  }

  private static Comparison compare(Setup setup, Stack stack, String title, Path jar, Start start)
      throws InterruptedException {
    Layout layout = Layout.of(setup, jar);
    return new Rounds(setup, title, JAR, List.of(READY, CPU))
        .run(
            setup.either(7, 1),
            List.of(
                contestant(JAR, stack, ServiceJars.program(jar), start),
                contestant("taken apart", stack, layout.program(), start),
                contestant("with its classes", stack, layout.withArchive(), start)));
  }

  private static Contestant contestant(
      String name, Stack stack, List<String> program, Start start) {
    return new Contestant() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Map<Measure, Double> measure() throws InterruptedException {
        long begin = System.nanoTime();
        ServiceProcess service = start.of(program);
        try {
          service.awaitReady(READINESS_LIMIT);
          double ready = (System.nanoTime() - begin) / 1e9;
          Duration cpu = service.process().info().totalCpuDuration().orElseThrow();
          return Map.of(READY, ready, CPU, cpu.toMillis() / 1e3);
        } finally {
          stack.stop(service);
        }
      }
    };
  }
}
