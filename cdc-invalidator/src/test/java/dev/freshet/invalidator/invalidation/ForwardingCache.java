package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Another cache, of which broken variants alter something. */
class ForwardingCache implements Cache {

  private final Cache cache;

  ForwardingCache(Cache cache) {
    this.cache = cache;
  }

  @Override
  public Map<Kind, Long> delete(Collection<CacheKey> keys) throws InterruptedException {
    return cache.delete(keys);
  }

  @Override
  public void pass(List<FenceToken> fences) throws InterruptedException {
    cache.pass(fences);
  }

  @Override
  public void ping() throws InterruptedException {
    cache.ping();
  }

  @Override
  public void unlink(List<String> names) throws InterruptedException {
    cache.unlink(names);
  }

  @Override
  public void scan(String pattern, Names names) throws InterruptedException {
    cache.scan(pattern, names);
  }

  @Override
  public Set<FenceToken> passed(Collection<FenceToken> fences) throws InterruptedException {
    return cache.passed(fences);
  }

  @Override
  public Optional<Checkpoint> checkpoint() throws InterruptedException {
    return cache.checkpoint();
  }

  @Override
  public OptionalLong store(Checkpoint checkpoint, Optional<String> expectedRun)
      throws InterruptedException {
    return cache.store(checkpoint, expectedRun);
  }

  @Override
  public String nodes() throws InterruptedException {
    return cache.nodes();
  }

  @Override
  public Optional<String> doubt() throws InterruptedException {
    return cache.doubt();
  }

  @Override
  public long now() throws InterruptedException {
    return cache.now();
  }

  @Override
  public long size() throws InterruptedException {
    return cache.size();
  }
}
