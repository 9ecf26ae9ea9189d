package dev.freshet.benchmarks.harness;

import dev.freshet.benchmarks.report.Section;

/** One question, answered by measuring contestants side by side. */
public interface Experiment {

  /** As the command line has it. */
  String name();

  /** One line for the help text, and the heading in the report. */
  String title();

  /**
   * Starts what it needs, measures, and stops it again.
   *
   * @throws Exception what stands in the way of measuring at all; a contestant that fails is an
   *     outcome instead
   */
  Section run(Setup setup) throws Exception;
}
