package dev.freshet.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What contestants did in the same rounds. A contestant that failed in one of them has failed.
 *
 * @param title such as {@code product hit}
 * @param baseline the contestant that the others are compared with; empty for none
 * @param measures the columns
 * @param rounds by contestant; each has the same contestants, in the order in which they are shown
 */
public record Comparison(
    String title, String baseline, List<Measure> measures, List<Map<String, Outcome>> rounds) {

  public Comparison {
    measures = List.copyOf(measures);
    rounds = List.copyOf(rounds);
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException(title + " has no rounds");
    }
  }

  /** In the order in which they are shown. */
  public List<String> contestants() {
    return List.copyOf(rounds.get(0).keySet());
  }

  /** Why the contestant does not count; empty if it does. */
  public Optional<String> failure(String contestant) {
    return rounds.stream()
        .map(round -> round.get(contestant))
        .filter(Outcome.Failed.class::isInstance)
        .map(failed -> ((Outcome.Failed) failed).reason())
        .findFirst();
  }

  /** Over all rounds; empty if it failed, or if this was not measured of it. */
  public Optional<Statistics> of(String contestant, Measure measure) {
    return statistics(samples(contestant, measure));
  }

  /**
   * The contestant's figure divided by the baseline's of the same round; empty if one of them is
   * missing, or the baseline's is 0.
   */
  public Optional<Statistics> ratio(String contestant, Measure measure) {
    List<Double> own = samples(contestant, measure);
    List<Double> base = samples(baseline, measure);
    if (own.size() != base.size() || base.contains(0.0)) {
      return Optional.empty();
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      ratios.add(own.get(i) / base.get(i));
    }
    return statistics(ratios);
  }

  /** The same rounds with another baseline. */
  public Comparison against(String other) {
    return new Comparison(title, other, measures, rounds);
  }

  /**
   * Some of the measures of the same rounds, under other names.
   *
   * @param names by the measure's name here, in the order of the columns
   */
  public Comparison part(String partTitle, Map<Measure, Measure> names) {
    return new Comparison(
        partTitle,
        baseline,
        List.copyOf(names.values()),
        rounds.stream().map(round -> part(round, names)).toList());
  }

  private static Map<String, Outcome> part(
      Map<String, Outcome> round, Map<Measure, Measure> names) {
    Map<String, Outcome> part = new LinkedHashMap<>();
    round.forEach(
        (contestant, outcome) ->
            part.put(
                contestant,
                outcome instanceof Outcome.Measured measured ? part(measured, names) : outcome));
    return part;
  }

  private static Outcome part(Outcome.Measured measured, Map<Measure, Measure> names) {
    Map<Measure, Double> values = new LinkedHashMap<>();
    names.forEach(
        (from, to) -> {
          Double value = measured.values().get(from);
          if (value != null) {
            values.put(to, value);
          }
        });
    return new Outcome.Measured(values);
  }

  private static Optional<Statistics> statistics(List<Double> samples) {
    return samples.isEmpty() ? Optional.empty() : Optional.of(Statistics.of(samples));
  }

  private List<Double> samples(String contestant, Measure measure) {
    List<Double> samples = new ArrayList<>();
    for (Map<String, Outcome> round : rounds) {
      if (!(round.get(contestant) instanceof Outcome.Measured measured)) {
        return List.of();
      }
      Double value = measured.values().get(measure);
      if (value == null) {
        return List.of();
      }
      samples.add(value);
    }
    return samples;
  }

  /** A row for each contestant, with the figures and how many times the baseline's they are. */
  TextTable table() {
    List<String> head = new ArrayList<>(List.of(""));
    for (Measure measure : measures) {
      head.add(measure.label());
      if (!baseline.isEmpty()) {
        head.add("× " + baseline);
      }
    }
    TextTable table = new TextTable(head);
    contestants().forEach(contestant -> table.add(row(contestant)));
    return table;
  }

  private List<String> row(String contestant) {
    List<String> row = new ArrayList<>(List.of(contestant));
    Optional<String> failure = failure(contestant);
    if (failure.isPresent()) {
      row.add("FAILED: " + failure.get());
      return row;
    }
    for (Measure measure : measures) {
      row.add(of(contestant, measure).map(Statistics::text).orElse("–"));
      if (!baseline.isEmpty()) {
        row.add(ratio(contestant, measure).map(Statistics::text).orElse("–"));
      }
    }
    return row;
  }

  /** A mutable collection of rounds. */
  public static final class Builder {

    private final String title;
    private final String baseline;
    private final List<Measure> measures;
    private final List<Map<String, Outcome>> rounds = new ArrayList<>();

    public Builder(String title, String baseline, List<Measure> measures) {
      this.title = title;
      this.baseline = baseline;
      this.measures = measures;
    }

    /** The next round; an outcome for each contestant, in the order in which they are shown. */
    public Builder add(Map<String, Outcome> round) {
      rounds.add(new LinkedHashMap<>(round));
      return this;
    }

    public Comparison build() {
      return new Comparison(title, baseline, measures, rounds);
    }
  }
}
