package dev.freshet.cache.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NearCacheTest {

  private static final Kind PRODUCT = new Kind("product");
  private static final CacheKey KEY = new CacheKey(PRODUCT, "product:1");
  private static final byte[] VALUE = {1};

  private long nanos;
  private final FakeChannel channel = new FakeChannel();
  private final NearCache near = new NearCache(channel, Set.of(PRODUCT), 1_000_000, () -> nanos);

  @Test
  void withoutAnInvalidatorThereIsNoSession() {
    channel.run = "";
    near.renew();

    assertThat(near.begun()).isZero();
    assertThat(channel.told).isEmpty();
  }

  @Test
  void whatWasAskedForUnderALeaseIsReadFromMemory() {
    near.renew();
    assertThat(near.ask(KEY)).isNull();
    near.renew();
    keep();

    assertThat(near.get(KEY)).isEqualTo(VALUE);
    assertThat(near.size()).isEqualTo(1);
  }

  @Test
  void otherKindsAreNotKept() {
    near.renew();
    near.renew();

    assertThat(near.ask(new CacheKey(new Kind("listing"), "products:list:1"))).isNull();
  }

  @Test
  void deletionsAreFollowedAndThenAcknowledged() {
    near.renew();
    near.renew();
    keep();
    channel.entries.add(Optional.of(new NearDeletion("run", 1, Set.of(NearDeletion.hash(KEY)))));

    assertThat(near.followOnce()).isTrue();

    assertThat(near.get(KEY)).isNull();
    assertThat(channel.told.get(channel.told.size() - 1).acknowledged()).isEqualTo(1);
  }

  @Test
  void aMissingEntryIsNotAcknowledgedAndBeginsAnew() {
    near.renew();
    near.renew();
    keep();
    int told = channel.told.size();
    channel.entries.add(Optional.of(new NearDeletion("run", 2, Set.of(NearDeletion.hash(KEY)))));

    assertThat(near.followOnce()).isFalse();
    assertThat(channel.told).hasSize(told);
    assertThat(near.get(KEY)).isNull();
    near.renew();

    assertThat(near.begun()).isEqualTo(2);
    assertThat(channel.told.get(told).renewal()).isEqualTo(1);
    assertThat(channel.told.get(told).session()).isNotEqualTo(channel.told.get(0).session());
  }

  @Test
  void aLostConnectionBeginsAnew() {
    near.renew();
    near.renew();
    keep();
    channel.losses++;
    near.renew();

    assertThat(near.begun()).isEqualTo(2);
    assertThat(near.get(KEY)).isNull();
  }

  @Test
  void anotherRunBeginsAnew() {
    near.renew();
    near.renew();
    keep();
    channel.run = "next run";
    near.renew();
    assertThat(near.get(KEY)).isNull();
    near.renew();

    assertThat(near.begun()).isEqualTo(2);
    assertThat(channel.told.get(channel.told.size() - 1).run()).isEqualTo("next run");
  }

  @Test
  void whoIsNotGrantedAnythingBeginsAnew() {
    channel.grants = false;
    for (int i = 0; i < 10; i++) {
      near.renew();
      nanos += NearTerms.RENEWAL.toNanos();
    }
    assertThat(near.begun()).isEqualTo(2);
  }

  @Test
  void aRefusalLeavesReadsToRedis() {
    near.renew();
    near.renew();
    keep();
    channel.fails = true;
    near.renew();
    assertThat(near.get(KEY)).isEqualTo(VALUE);
    nanos += NearTerms.USABLE.toNanos();

    assertThat(near.get(KEY)).isNull();
  }

  @Test
  void whoStopsSaysSo() {
    near.renew();
    near.renew();
    keep();
    near.stop();

    assertThat(near.get(KEY)).isNull();
    assertThat(channel.told.get(channel.told.size() - 1).renewal()).isEqualTo(NearMessage.LEAVING);
  }

  @Test
  void withoutMemoryNothingIsAsked() {
    NearCache off = new NearCache(channel, Set.of(PRODUCT), 0, () -> nanos);
    off.start();

    assertThat(off.isRunning()).isFalse();
    assertThat(channel.told).isEmpty();
  }

  private void keep() {
    try (NearCache.Asking asking = Objects.requireNonNull(near.ask(KEY))) {
      asking.keep(VALUE, Duration.ofMinutes(5));
    }
  }

  /** An invalidator that grants the renewal before the one that asks, and Redis. */
  private static final class FakeChannel implements NearChannel {

    final List<NearMessage> told = new ArrayList<>();
    final List<Optional<NearDeletion>> entries = new ArrayList<>();
    String run = "run";
    boolean grants = true;
    boolean fails;
    long losses;

    @Override
    public Optional<Start> start() {
      return run.isEmpty() ? Optional.empty() : Optional.of(new Start(run, "0-0", 0));
    }

    @Override
    public Answer renew(NearMessage renewal) {
      if (fails) {
        throw CacheUnavailableException.server("down", null);
      }
      told.add(renewal);
      return new Answer(run, grants && renewal.run().equals(run) ? renewal.renewal() - 1 : 0);
    }

    @Override
    public void tell(NearMessage message) {
      told.add(message);
    }

    @Override
    public Followed follow(String cursor) {
      List<Optional<NearDeletion>> followed = List.copyOf(entries);
      entries.clear();
      return new Followed(followed, cursor);
    }

    @Override
    public long losses() {
      return losses;
    }
  }
}
