package dev.freshet.invalidation.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private static final long TERM = NearTerms.TERM.toNanos();

  private final List<Duration> times = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - TERM / 2;
  private final Sessions sessions = new Sessions(() -> nanos, 2, times::add);

  @Test
  void nobodyIsWaitedForWhereNobodyHasALease() {
    sessions.begin("run", false);

    assertThat(sessions.isEmpty()).isTrue();
    assertThat(sessions.isSettled(sessions.nextNumber())).isTrue();
  }

  @Test
  void whoHasALeaseIsWaitedForUntilItAcknowledges() {
    sessions.begin("run", false);
    assertThat(sessions.hear(renewal("a", 1, 0))).isTrue();
    long entry = sessions.nextNumber();

    assertThat(sessions.isSettled(entry)).isFalse();
    assertThat(sessions.hear(acknowledgement("a", entry))).isFalse();
    assertThat(sessions.isSettled(entry)).isTrue();
  }

  @Test
  void whoHasALeaseIsWaitedForUntilItEnds() {
    sessions.begin("run", false);
    sessions.hear(renewal("a", 1, 0));
    long entry = sessions.nextNumber();

    nanos += TERM - 1;
    assertThat(sessions.isSettled(entry)).isFalse();
    nanos++;
    assertThat(sessions.isSettled(entry)).isTrue();
    assertThat(sessions.takeGone()).containsExactly("a");
    assertThat(sessions.takeGone()).isEmpty();
    assertThat(sessions.expelled()).isEqualTo(1);
  }

  @Test
  void whoWasExpelledGetsNoLeaseAnyMore() {
    sessions.begin("run", false);
    sessions.hear(renewal("a", 1, 0));
    long entry = sessions.nextNumber();
    nanos += TERM;
    assertThat(sessions.isSettled(entry)).isTrue();

    assertThat(sessions.hear(renewal("a", 2, entry))).isFalse();
    assertThat(sessions.isEmpty()).isTrue();
  }

  @Test
  void aLeaseThatHasEndedIsNotExtendedThoughNobodyHasAskedForIt() {
    sessions.begin("run", false);
    sessions.hear(renewal("a", 1, 0));
    nanos += TERM;

    assertThat(sessions.hear(renewal("a", 2, 0))).isFalse();
    assertThat(sessions.hear(renewal("a", 3, 0))).isFalse();
    assertThat(sessions.hear(renewal("b", 1, 0))).isTrue();
  }

  @Test
  void aSessionThatIsNewNeedNotAcknowledgeWhatWasPublishedBefore() {
    sessions.begin("run", false);
    long before = sessions.nextNumber();
    sessions.hear(renewal("a", 1, 0));

    assertThat(sessions.isSettled(before)).isTrue();
    assertThat(sessions.isSettled(sessions.nextNumber())).isFalse();
  }

  @Test
  void whoRenewsAndDoesNotAcknowledgeHoldsNobodyUpForLong() {
    sessions.begin("run", false);
    sessions.hear(renewal("a", 1, 0));
    long entry = sessions.nextNumber();
    long start = nanos;

    for (int renewal = 2; !sessions.isSettled(entry); renewal++) {
      nanos += NearTerms.RENEWAL.toNanos();
      sessions.hear(renewal("a", renewal, 0));
    }

    assertThat(Duration.ofNanos(nanos - start))
        .isLessThanOrEqualTo(NearTerms.TERM.plus(NearTerms.RENEWAL));
  }

  @Test
  void whoLeavesIsNotWaitedFor() {
    sessions.begin("run", false);
    sessions.hear(renewal("a", 1, 0));
    long entry = sessions.nextNumber();

    sessions.hear(new NearMessage("a", "run", NearMessage.LEAVING, 0));

    assertThat(sessions.isSettled(entry)).isTrue();
    assertThat(sessions.expelled()).isZero();
    assertThat(sessions.hear(renewal("a", 2, 0))).isFalse();
  }

  @Test
  void anAcknowledgementTookFromTheOldestEntryThatItIsOf() {
    sessions.begin("run", false);
    sessions.hear(renewal("a", 1, 0));
    sessions.hear(renewal("b", 1, 0));
    long entry = sessions.nextNumber();
    nanos += 3_000_000;
    sessions.hear(acknowledgement("a", entry));
    long next = sessions.nextNumber();
    nanos += 1_000_000;
    sessions.hear(acknowledgement("a", next));
    sessions.hear(acknowledgement("b", next));
    sessions.hear(renewal("b", 2, next));

    assertThat(times)
        .containsExactly(Duration.ofMillis(3), Duration.ofMillis(1), Duration.ofMillis(4));
  }

  @Test
  void aMessageForAnotherRunMeansNothing() {
    sessions.begin("run", false);

    assertThat(sessions.hear(new NearMessage("a", "old run", 1, 0))).isFalse();
    assertThat(sessions.isEmpty()).isTrue();
  }

  @Test
  void aNewRunWaitsOutTheLeasesOfAnother() {
    sessions.begin("run", false);
    sessions.hear(renewal("a", 1, 0));
    sessions.begin("next run", true);

    nanos += TERM - 1;
    assertThat(sessions.isSettled(0)).isFalse();
    nanos++;
    assertThat(sessions.isSettled(0)).isTrue();
  }

  @Test
  void moreThanTheMostGetNoLease() {
    sessions.begin("run", false);
    sessions.hear(renewal("a", 1, 0));
    sessions.hear(renewal("b", 1, 0));

    assertThat(sessions.hear(renewal("c", 1, 0))).isFalse();
    assertThat(sessions.hear(renewal("a", 2, 0))).isTrue();
  }

  @Test
  void whoWaitsIsWokenByAnAcknowledgement() throws Exception {
    Sessions real = new Sessions(() -> 0, 1, times::add);
    real.begin("run", false);
    real.hear(renewal("a", 1, 0));
    long entry = real.nextNumber();
    CompletableFuture<Boolean> settled =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return real.awaitSettled(entry, Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                return false;
              }
            });
    real.hear(acknowledgement("a", entry));

    assertThat(settled.get()).isTrue();
    assertThat(real.expelled()).isZero();
  }

  @Test
  void whoWaitsIsWokenByTheEndOfALease() throws Exception {
    Sessions real = new Sessions(System::nanoTime, 1, times::add);
    real.begin("run", false);
    real.hear(renewal("a", 1, 0));

    assertThat(real.awaitSettled(real.nextNumber(), Duration.ofMinutes(1))).isTrue();
    assertThat(real.expelled()).isEqualTo(1);
  }

  /** With clocks whose rates differ by less than a quarter, whenever the grant gets there. */
  @Test
  void aLeaseEndsThereBeforeItEndsHere() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      double here = 0.9 + 0.2 * random.nextDouble();
      double there = 0.9 + 0.2 * random.nextDouble();
      long sent = random.nextLong(1_000_000_000L);
      long read = sent + random.nextLong(1_000_000_000L);
      double endsThere = sent + NearTerms.USABLE.toNanos() / there;
      double endsHere = read + TERM / here;

      assertThat(endsThere).isLessThan(endsHere);
    }
    assertThat(NearTerms.USABLE.toNanos() / 0.85).isGreaterThan(TERM / 1.15);
  }

  private static NearMessage renewal(String session, long number, long acknowledged) {
    return new NearMessage(session, "run", number, acknowledged);
  }

  private static NearMessage acknowledgement(String session, long number) {
    return new NearMessage(session, "run", NearMessage.NONE, number);
  }
}
