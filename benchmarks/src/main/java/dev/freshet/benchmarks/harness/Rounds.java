package dev.freshet.benchmarks.harness;

import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures contestants one after the other in each round, in one order and in the other by turns,
 * so that what the machine does meanwhile meets all of them alike.
 */
public final class Rounds {

  private final Setup setup;
  private final String title;
  private final String baseline;
  private final List<Measure> measures;

  /**
   * @param baseline a contestant's name; empty for none
   */
  public Rounds(Setup setup, String title, String baseline, List<Measure> measures) {
    this.setup = setup;
    this.title = title;
    this.baseline = baseline;
    this.measures = List.copyOf(measures);
  }

  /** A contestant that has failed is not asked again. */
  public Comparison run(int rounds, List<? extends Contestant> contestants)
      throws InterruptedException {
    Comparison.Builder comparison = new Comparison.Builder(title, baseline, measures);
    Map<String, Outcome> failed = new HashMap<>();
    for (int round = 0; round < rounds; round++) {
      List<Contestant> order = new ArrayList<>(contestants);
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      Map<String, Outcome> outcomes = new LinkedHashMap<>();
      contestants.forEach(contestant -> outcomes.put(contestant.name(), new Outcome.Failed("")));
      for (Contestant contestant : order) {
        setup.say("%s, round %d of %d: %s", title, round + 1, rounds, contestant.name());
        Outcome before = failed.get(contestant.name());
        Outcome outcome = before == null ? outcome(contestant) : before;
        if (outcome instanceof Outcome.Failed) {
          failed.put(contestant.name(), outcome);
        }
        outcomes.put(contestant.name(), outcome);
      }
      comparison.add(outcomes);
    }
    return comparison.build();
  }

  private static Outcome outcome(Contestant contestant) throws InterruptedException {
    try {
      return new Outcome.Measured(contestant.measure());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      String message = e.getMessage();
      return new Outcome.Failed(message == null ? e.toString() : message);
    }
  }
}
