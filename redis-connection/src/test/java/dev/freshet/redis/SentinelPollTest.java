package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.redis.SentinelPoll.Opinion;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SentinelPollTest {

  private static final InetSocketAddress OLD = InetSocketAddress.createUnresolved("old", 6379);
  private static final InetSocketAddress NEW = InetSocketAddress.createUnresolved("new", 6379);

  private static final Opinion FOR_OLD = new Opinion(OLD, true);
  private static final Opinion FOR_NEW = new Opinion(NEW, true);
  private static final Opinion OLD_IS_DOWN = new Opinion(OLD, false);

  @Test
  void moreThanHalfOfThoseAskedMustReachTheMaster() {
    assertThat(poll(1, FOR_OLD).doubtOf(OLD::equals)).isEmpty();
    assertThat(poll(3, FOR_OLD, FOR_OLD).doubtOf(OLD::equals)).isEmpty();

    assertThat(poll(3, FOR_OLD).doubtOf(OLD::equals))
        .contains("1 of 3 Sentinels answer and reach the Redis master, more than half must");
    assertThat(poll(2, FOR_OLD).doubtOf(OLD::equals)).isPresent();
    assertThat(poll(3, FOR_OLD, OLD_IS_DOWN, OLD_IS_DOWN).doubtOf(OLD::equals)).isPresent();
    assertThat(poll(3).doubtOf(OLD::equals)).isPresent();
  }

  @Test
  void oneThatKnowsAnotherMasterIsEnoughForDoubt() {
    assertThat(poll(3, FOR_OLD, FOR_OLD, FOR_NEW).doubtOf(OLD::equals))
        .hasValueSatisfying(doubt -> assertThat(doubt).contains("new"));
  }

  @Test
  void isFollowedWhenMoreThanHalfNameTheSame() {
    assertThat(poll(3, FOR_OLD, FOR_NEW, FOR_NEW).majority()).contains(NEW);
    assertThat(poll(3, FOR_NEW).majority()).isEmpty();
    assertThat(poll(3, OLD_IS_DOWN, OLD_IS_DOWN).majority()).contains(OLD);
  }

  @Test
  void isConnectedToByTheMostVotesHoweverFew() {
    assertThat(poll(3, FOR_NEW).mostNamed()).contains(NEW);
    assertThat(poll(5, FOR_NEW, OLD_IS_DOWN, FOR_NEW).mostNamed()).contains(NEW);
    assertThat(poll(3).mostNamed()).isEmpty();
  }

  @Test
  void isDecidedBeforeAllHaveAnsweredOnlyWithoutDoubt() {
    assertThat(poll(3, FOR_OLD, FOR_OLD).isDecided()).isTrue();
    assertThat(poll(3, FOR_OLD, OLD_IS_DOWN).isDecided()).isFalse();
    assertThat(poll(3, FOR_OLD, FOR_NEW).isDecided()).isFalse();
  }

  private static SentinelPoll poll(int asked, Opinion... opinions) {
    return new SentinelPoll(asked, List.of(opinions), Optional.empty());
  }
}
