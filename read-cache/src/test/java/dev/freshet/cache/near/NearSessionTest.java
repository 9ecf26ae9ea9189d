package dev.freshet.cache.near;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.freshet.cache.near.NearChannel.Answer;
import dev.freshet.cache.near.NearChannel.Start;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NearSessionTest {

  private static final CacheKey KEY = key(1);
  private static final byte[] VALUE = {1};
  private static final Duration LONG = Duration.ofMinutes(5);

  private long nanos = Long.MAX_VALUE - 1;
  private final Cache<Long, Copy> copies = Caffeine.newBuilder().build();
  private final NearSession session = session("a");

  @Test
  void nothingIsKeptBeforeTheFirstLease() {
    assertThat(session.ask(KEY)).isNull();
    session.renewal();
    assertThat(session.ask(KEY)).isNull();
  }

  @Test
  void whatWasKeptIsReadWhileTheLeaseHolds() {
    grant();
    keep(KEY);

    assertThat(get(KEY)).isEqualTo(VALUE);
    assertThat(get(key(2))).isNull();
    pass(NearTerms.USABLE.minusNanos(1));
    assertThat(get(KEY)).isEqualTo(VALUE);
    pass(Duration.ofNanos(1));
    assertThat(get(KEY)).isNull();
  }

  @Test
  void aLeaseCountsFromBeforeItsRenewalWasSent() {
    NearMessage first = session.renewal();
    assertThat(first).isEqualTo(new NearMessage("a", "run", 1, 4));
    pass(NearTerms.RENEWAL);
    session.renewal();
    pass(NearTerms.RENEWAL);
    assertThat(session.answered(new Answer("run", 1))).isTrue();

    pass(NearTerms.USABLE.minus(NearTerms.RENEWAL.multipliedBy(2)).minusNanos(1));
    assertThat(session.isGranted()).isTrue();
    pass(Duration.ofNanos(1));
    assertThat(session.isGranted()).isFalse();
    assertThat(session.answered(new Answer("run", 2))).isTrue();
    assertThat(session.isGranted()).isTrue();
  }

  @Test
  void aGrantThatCameTooLateIsNone() {
    session.renewal();
    pass(NearTerms.USABLE);
    assertThat(session.answered(new Answer("run", 1))).isTrue();

    assertThat(session.isGranted()).isFalse();
  }

  @Test
  void aDeletionTakesTheCopyAway() {
    grant();
    keep(KEY);
    keep(key(2));

    assertThat(session.follow(deletion(5, KEY))).isTrue();

    assertThat(get(KEY)).isNull();
    assertThat(get(key(2))).isEqualTo(VALUE);
    assertThat(session.acknowledgement())
        .isEqualTo(new NearMessage("a", "run", NearMessage.NONE, 5));
  }

  @Test
  void aDeletionTakesTheTokenAway() {
    grant();
    NearSession.Token token = ask(KEY);
    session.follow(deletion(5, KEY));
    token.keep(copy(KEY, VALUE), LONG, 0);
    assertThat(get(KEY)).isNull();

    keep(KEY);
    assertThat(get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void aDeletionOfEverythingTakesCopiesAndTokensAway() {
    grant();
    keep(key(2));
    NearSession.Token token = ask(KEY);
    session.follow(Optional.of(new NearDeletion("run", 5, Set.of())));
    token.keep(copy(KEY, VALUE), LONG, 0);

    assertThat(get(KEY)).isNull();
    assertThat(get(key(2))).isNull();
  }

  @Test
  void aTokenOfAnEarlierQuestionDoesNotServeTheNext() {
    grant();
    NearSession.Token early = ask(KEY);
    session.follow(deletion(5, KEY));
    NearSession.Token late = ask(KEY);
    early.keep(copy(KEY, new byte[] {0}), LONG, 0);
    early.release();
    assertThat(get(KEY)).isNull();

    late.keep(copy(KEY, VALUE), LONG, 0);
    assertThat(get(KEY)).isEqualTo(VALUE);
  }

  @Test
  void oneAtATimeKeepsAValue() {
    grant();
    NearSession.Token token = ask(KEY);
    assertThat(session.ask(KEY)).isNull();
    token.release();
    assertThat(session.ask(KEY)).isNotNull();
  }

  @Test
  void aCopyDoesNotOutliveItsValue() {
    grant();
    NearSession.Token token = ask(KEY);
    pass(Duration.ofMillis(50));
    token.keep(copy(KEY, VALUE), Duration.ofMillis(100), 0);
    pass(Duration.ofMillis(50).minusNanos(1));
    assertThat(get(KEY)).isEqualTo(VALUE);
    pass(Duration.ofNanos(1));
    assertThat(get(KEY)).isNull();

    ask(key(2)).keep(copy(key(2), VALUE), Duration.ZERO, 0);
    assertThat(get(key(2))).isNull();
  }

  @Test
  void aCopyDoesNotLiveLong() {
    grant();
    keep(KEY);
    for (Duration time = Duration.ZERO;
        time.compareTo(NearSession.LIFE) < 0;
        time = time.plus(NearTerms.RENEWAL)) {
      assertThat(get(KEY)).isEqualTo(VALUE);
      pass(NearTerms.RENEWAL);
      grant();
    }
    assertThat(get(KEY)).isNull();
  }

  @Test
  void whatCameByAnotherConnectionIsNotKept() {
    grant();
    ask(KEY).keep(copy(KEY, VALUE), LONG, 1);

    assertThat(get(KEY)).isNull();
    assertThat(session.isCutOff(1)).isTrue();
    assertThat(session.isCutOff(0)).isFalse();
  }

  @Test
  void anotherRunEndsIt() {
    grant();
    keep(KEY);

    assertThat(session.answered(new Answer("next run", 0))).isFalse();
    assertThat(get(KEY)).isNull();
    assertThat(session.isOver()).isTrue();
  }

  @Test
  void expulsionEndsIt() {
    session.renewal();
    assertThat(session.answered(new Answer("run", 0))).isTrue();
    grant();

    assertThat(session.answered(new Answer("run", 0))).isFalse();
    assertThat(session.isGranted()).isFalse();
  }

  @Test
  void anEntryThatIsMissingEndsIt() {
    grant();
    assertThat(session.follow(deletion(6, KEY))).isFalse();
    assertThat(session.isOver()).isTrue();
  }

  @Test
  void anEntryThatCannotBeUnderstoodEndsIt() {
    grant();
    assertThat(session.follow(Optional.empty())).isFalse();
    assertThat(session.isOver()).isTrue();
  }

  @Test
  void anEntryOfAnotherRunEndsIt() {
    grant();
    assertThat(session.follow(Optional.of(new NearDeletion("next run", 5, Set.of())))).isFalse();
    assertThat(session.isOver()).isTrue();
  }

  @Test
  void whatAnotherSessionHasKeptMayNotBeRead() {
    grant();
    keep(KEY);
    NearSession next = session("b");
    grant(next);

    assertThat(next.get(KEY, KEY)).isNull();
    assertThat(copies.getIfPresent(NearDeletion.hash(KEY))).isNotNull();
  }

  @Test
  void whatTakesThePlaceOfACopyMayNotBeRead() {
    grant();
    keep(KEY);
    copies.put(NearDeletion.hash(KEY), copy(KEY, VALUE));

    assertThat(get(KEY)).isNull();
  }

  @Test
  void anAnswerToAnotherQuestionIsNone() {
    grant();
    keep(KEY);

    assertThat(session.get(KEY, "another question")).isNull();
  }

  private NearSession session(String name) {
    return new NearSession(name, new Start("run", "0-0", 4), 0, copies, () -> nanos);
  }

  private byte @Nullable [] get(CacheKey key) {
    Copy copy = session.get(key, key);
    return copy == null ? null : copy.bytes();
  }

  private static Copy copy(CacheKey key, byte[] value) {
    return Copy.remembered(key, key, value, null, 0);
  }

  private void grant() {
    grant(session);
  }

  private static void grant(NearSession to) {
    long number = to.renewal().renewal();
    assertThat(to.answered(new Answer("run", number))).isTrue();
  }

  private void keep(CacheKey key) {
    keep(key, VALUE);
  }

  private void keep(CacheKey key, byte[] value) {
    ask(key).keep(copy(key, value), LONG, 0);
  }

  private NearSession.Token ask(CacheKey key) {
    return Objects.requireNonNull(session.ask(key));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private static Optional<NearDeletion> deletion(long number, CacheKey key) {
    return Optional.of(new NearDeletion("run", number, Set.of(NearDeletion.hash(key))));
  }

  private static CacheKey key(int id) {
    return new CacheKey(new Kind("product"), "product:" + id);
  }
}
