package dev.freshet.invalidation.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidation.near.NearModel.Mistake;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** That no copy is read behind a commit that was applied before the read began. */
class NearModelTest {

  private static final Logger log = LoggerFactory.getLogger(NearModelTest.class);

  /** Of batches, ticks, renewals, sessions, and whether another run takes over. */
  private static final List<Function<Mistake, NearModel>> WORLDS =
      List.of(
          mistake -> new NearModel(mistake, 1, 2, 3, 1, false),
          mistake -> new NearModel(mistake, 1, 2, 2, 1, true),
          mistake -> new NearModel(mistake, 1, 2, 2, 2, false));

  @Test
  void noOrderOfStepsLeadsToAStaleRead() {
    int states = 0;
    for (Function<Mistake, NearModel> world : WORLDS) {
      NearModel model = world.apply(Mistake.NONE);
      assertThat(model.explore()).isEmpty();
      states += model.states();
    }
    log.info("{} states, and no stale read", states);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void eachMistakeIsFound(Mistake mistake) {
    Optional<String> stale = Optional.empty();
    for (Function<Mistake, NearModel> world : WORLDS) {
      NearModel model = world.apply(mistake);
      stale = stale.or(model::explore);
    }
    assertThat(stale).isPresent();
    log.info("{}: {}", mistake, stale.get().replace("\n", ", "));
  }
}
