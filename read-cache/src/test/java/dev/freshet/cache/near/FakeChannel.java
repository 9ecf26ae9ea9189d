package dev.freshet.cache.near;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An invalidator that grants the renewal before the one that asks, and Redis. */
final class FakeChannel implements NearChannel {

  final List<NearMessage> told = new ArrayList<>();
  final List<Optional<NearDeletion>> entries = new ArrayList<>();
  String run = "run";
  boolean grants = true;
  @Nullable CacheUnavailableException failure;
  @Nullable CacheUnavailableException deafness;
  long losses;

  @Override
  public Optional<Start> start() {
    if (failure != null) {
      throw failure;
    }
    return run.isEmpty() ? Optional.empty() : Optional.of(new Start(run, "0-0", 0));
  }

  @Override
  public Answer renew(NearMessage renewal) {
    if (failure != null) {
      throw failure;
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
    if (deafness != null) {
      throw deafness;
    }
    List<Optional<NearDeletion>> followed = List.copyOf(entries);
    entries.clear();
    return new Followed(followed, cursor);
  }

  @Override
  public long losses() {
    return losses;
  }
}
