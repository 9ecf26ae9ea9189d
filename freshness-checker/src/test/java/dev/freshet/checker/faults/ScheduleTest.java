package dev.freshet.checker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.checker.stack.RedisLayout;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.local.stack.Application;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Set<Fault> ALL = Fault.all(RedisLayout.SINGLE, Application.CATALOG);

  @Test
  void followsFromItsSeed() {
    assertThat(steps(1, ALL, 50)).isEqualTo(steps(1, ALL, 50));
    assertThat(steps(1, ALL, 50)).isNotEqualTo(steps(2, ALL, 50));
  }

  @Test
  void bringsEveryFaultOfItsLaneBeforeOneComesAgain() {
    Set<Fault> some = Set.of(Fault.KILL_API, Fault.STOP_REDIS, Fault.DROP_SLOT, Fault.CUT_LINK);
    assertThat(steps(3, some, 3))
        .extracting(Schedule.Step::fault)
        .containsExactlyInAnyOrder(Fault.KILL_API, Fault.STOP_REDIS, Fault.DROP_SLOT);
  }

  @Test
  void stopsTheApplicationForLessThanALeaseAndForLonger() {
    List<Long> terms =
        steps(4, Set.of(Fault.STOP_API), 100).stream()
            .map(step -> step.length().dividedBy(NearTerms.TERM))
            .toList();
    assertThat(terms).filteredOn(length -> length == 0).hasSizeGreaterThan(5);
    assertThat(terms).filteredOn(length -> length == 1 || length == 2).hasSizeGreaterThan(20);
    assertThat(terms).filteredOn(length -> length > 3).isNotEmpty();
  }

  @Test
  void mayBeEmpty() {
    assertThat(schedule(1, Set.of(Fault.CUT_LINK)).isEmpty()).isTrue();
  }

  private static List<Schedule.Step> steps(long seed, Set<Fault> faults, int count) {
    Schedule schedule = schedule(seed, faults);
    return Stream.generate(schedule::next).limit(count).toList();
  }

  private static Schedule schedule(long seed, Set<Fault> faults) {
    return new Schedule(faults, Fault.Lane.PROCESSES, new Random(seed));
  }
}
