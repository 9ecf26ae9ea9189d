package dev.freshet.invalidation;

import static java.util.stream.Collectors.toSet;

import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Redis in memory, with a log of what it was asked. */
public final class FakeCache implements Cache {

  public final Set<String> names = new TreeSet<>();
  final List<String> log;

  /** How many commands fail before one works again. */
  int failures;

  public FakeCache(List<String> log) {
    this.log = log;
  }

  @Nullable Checkpoint checkpoint;
  String nodes = "1";
  Optional<String> doubt = Optional.empty();
  long size;

  /** The key that cannot be deleted. */
  @Nullable CacheKey failing;

  public void fill(CacheKey... keys) {
    for (CacheKey key : keys) {
      names.add(key.name());
      names.add(key.lease());
    }
  }

  @Override
  public void ping() {
    answer();
  }

  @Override
  public Map<Kind, Long> delete(Collection<CacheKey> keys) {
    answer();
    Map<Kind, Long> found = new TreeMap<>();
    for (CacheKey key : keys) {
      if (key.equals(failing)) {
        throw new CacheException("Redis: down", false, new IllegalStateException());
      }
      log.add("delete " + key);
      if (names.removeAll(Set.of(key.name(), key.lease()))) {
        found.merge(key.kind(), 1L, Long::sum);
      }
    }
    return found;
  }

  @Override
  public void unlink(List<String> gone) {
    answer();
    gone.forEach(name -> log.add("unlink " + name));
    names.removeAll(Set.copyOf(gone));
  }

  @Override
  public void scan(String pattern, Names found) throws InterruptedException {
    answer();
    log.add("scan " + pattern);
    String start = pattern.substring(0, pattern.indexOf('*'));
    String end = pattern.substring(pattern.indexOf('*') + 1);
    for (String name : new ArrayList<>(names)) {
      if (name.startsWith(start) && name.endsWith(end)) {
        found.accept(List.of(name));
      }
    }
  }

  @Override
  public void pass(List<FenceToken> fences) {
    answer();
    fences.forEach(fence -> log.add("pass " + fence));
  }

  @Override
  public Set<FenceToken> passed(Collection<FenceToken> fences) {
    answer();
    return fences.stream().filter(fence -> log.contains("pass " + fence)).collect(toSet());
  }

  @Override
  public Optional<Checkpoint> checkpoint() {
    answer();
    return Optional.ofNullable(checkpoint);
  }

  @Override
  public OptionalLong store(Checkpoint next, Optional<String> expectedRun) {
    answer();
    if (!checkpoint().map(Checkpoint::run).equals(expectedRun)) {
      return OptionalLong.empty();
    }
    log.add("store " + next.watermark().lsn());
    checkpoint = next;
    return nodes.equals(next.nodes()) ? OptionalLong.of(now()) : OptionalLong.empty();
  }

  @Override
  public String nodes() {
    answer();
    return nodes;
  }

  @Override
  public Optional<String> doubt() {
    answer();
    return doubt;
  }

  @Override
  public long now() {
    return 1_000;
  }

  @Override
  public long size() {
    answer();
    return size;
  }

  private void answer() {
    if (failures > 0) {
      failures--;
      throw new CacheException("Redis: down", false, new IllegalStateException());
    }
  }
}
