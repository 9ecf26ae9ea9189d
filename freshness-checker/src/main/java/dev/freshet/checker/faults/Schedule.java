package dev.freshet.checker.faults;

import dev.freshet.keys.near.NearTerms;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The faults of one lane, one after the other, as a seed determines them. Without an end. */
public final class Schedule {

  private static final int TERM_MILLIS = (int) NearTerms.TERM.toMillis();

  private final List<Fault> faults;
  private final Random random;
  private final Deque<Fault> next = new ArrayDeque<>();

  public Schedule(Set<Fault> faults, Fault.Lane lane, Random random) {
    this.faults = faults.stream().filter(fault -> fault.lane() == lane).sorted().toList();
    this.random = random;
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** The next fault; all of them come before one comes again. */
  Step next() {
    if (next.isEmpty()) {
      List<Fault> shuffled = new ArrayList<>(faults);
      Collections.shuffle(shuffled, random);
      next.addAll(shuffled);
    }
    Fault fault = next.removeFirst();
    return new Step(fault, random.nextInt(1 << 20), millis(1_000, 4_000), length(fault));
  }

  /** A process that keeps copies mostly stands still for about as long as it may read them. */
  private Duration length(Fault fault) {
    return fault == Fault.STOP_API && random.nextInt(4) > 0
        ? millis(3 * TERM_MILLIS / 10, 3 * TERM_MILLIS)
        : millis(300, 3_500);
  }

  private Duration millis(int least, int most) {
    return Duration.ofMillis(least + random.nextInt(most - least));
  }

  /**
   * @param choice which of several targets, modulo their number; and what else is to be chosen
   * @param pause before the fault
   * @param length until it is healed
   */
  record Step(Fault fault, int choice, Duration pause, Duration length) {}
}
