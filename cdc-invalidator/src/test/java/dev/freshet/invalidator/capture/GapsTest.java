package dev.freshet.invalidator.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidation.PurgeCause;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidator.capture.postgres.CapturedRelations;
import dev.freshet.invalidator.capture.postgres.Origin;
import dev.freshet.invalidator.capture.postgres.ReplicaIdentities;
import dev.freshet.invalidator.capture.postgres.SlotState;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.Watermark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GapsTest {

  private static final Origin HERE = origin("7", "1", "tables");
  private static final Optional<SlotState> SLOT = slot("freshet", "0/20");

  @Test
  void aCheckpointAtOrAheadOfTheSlotLeavesNone() {
    assertThat(between(last("0/20"), SLOT)).isEmpty();
    assertThat(between(last("0/30"), SLOT)).isEmpty();
    assertThat(between(last("1/0"), slot("freshet", "0/FFFFFFFF"))).isEmpty();
  }

  @Test
  void aCheckpointBehindTheSlotTellsThatRedisHasLostDeletions() {
    assertThat(between(last("0/1F"), SLOT)).containsExactly(PurgeCause.REDIS);
    assertThat(between(last("0/FFFFFFFF"), slot("freshet", "1/0")))
        .containsExactly(PurgeCause.REDIS);
  }

  @Test
  void noCheckpointForASlotThatIsThereTellsThatRedisHasLostIt() {
    assertThat(between(Optional.empty(), SLOT)).containsExactly(PurgeCause.REDIS);
  }

  @Test
  void aFirstStartHasNoSlotAndNoCheckpoint() {
    assertThat(between(Optional.empty(), Optional.empty()))
        .containsExactly(PurgeCause.SLOT_MISSING);
  }

  @Test
  void aSlotThatIsGoneOrAnother() {
    assertThat(between(last("0/20"), Optional.empty())).containsExactly(PurgeCause.SLOT_MISSING);
    assertThat(between(last("0/20"), slot("other", "0/20")))
        .containsExactly(PurgeCause.SLOT_MISSING);
  }

  @Test
  void otherRedisServers() {
    assertThat(Gaps.between(last("0/20"), SLOT, HERE, "other")).containsExactly(PurgeCause.REDIS);
  }

  @Test
  void anotherServerOrTimelineWhateverThePositionsSay() {
    assertThat(Gaps.between(last("0/1"), SLOT, origin("8", "1", "tables"), "nodes"))
        .containsExactly(PurgeCause.SERVER);
    assertThat(Gaps.between(last("0/30"), SLOT, origin("7", "2", "tables"), "nodes"))
        .containsExactly(PurgeCause.SERVER);
  }

  @Test
  void alteredTables() {
    assertThat(Gaps.between(last("0/20"), SLOT, origin("7", "1", "altered"), "nodes"))
        .containsExactly(PurgeCause.TABLES);
  }

  private static Set<PurgeCause> between(Optional<Checkpoint> last, Optional<SlotState> slot) {
    return Gaps.between(last, slot, HERE, "nodes");
  }

  private static Optional<Checkpoint> last(String lsn) {
    Watermark watermark =
        new Watermark(
            lsn, Optional.empty(), "freshet", "7", "1", "host", Optional.empty(), Optional.empty());
    return Optional.of(
        new Checkpoint(watermark, "tables", "nodes", new MaintainedKinds(Map.of()), "run"));
  }

  private static Optional<SlotState> slot(String name, String confirmed) {
    return Optional.of(new SlotState(name, true, false, false, confirmed, 0));
  }

  private static Origin origin(String system, String timeline, String tables) {
    return new Origin(
        system,
        timeline,
        tables,
        new ReplicaIdentities(Map.of()),
        List.of(),
        new CapturedRelations(Map.of(), Map.of(), List.of()));
  }
}
